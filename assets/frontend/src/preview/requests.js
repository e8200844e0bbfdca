// Text → preview answers: no waiting before the first request, one in flight, the latest text wins.
import { send } from "../net/http.js";

export class PreviewRequests {
  #busy = false;
  #again = false;
  #rev = Math.floor(Math.random() * 1e9); // two windows on one post must not meet
  #known = null;

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {string} options.postId
   * @param {() => string} options.text
   * @param {(answer: object) => boolean} options.apply true when it could be shown
   * @param {(problem: Error) => void} options.fail
   */
  constructor(options) {
    Object.assign(this, options);
  }

  get idle() {
    return !this.#busy;
  }

  /** The number of the answer that is shown. */
  get shown() {
    return this.#known;
  }

  ask() {
    this.#again = true;
    if (!this.#busy) void this.#run();
  }

  /** The frame is empty again: nothing that was sent before counts. */
  forget() {
    this.#known = null;
  }

  async #run() {
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        await this.#once();
      }
    } catch (problem) {
      this.fail(problem);
    } finally {
      this.#busy = false;
    }
  }

  async #once() {
    this.#rev += 1;
    const json = { post_id: this.postId, rev: this.#rev, text: this.text(), known: this.#known };
    const answer = await send("POST", this.url, { json });
    if (this.apply(answer)) this.#known = answer.rev;
    else if (this.#known !== null) {
      this.#known = null; // a block is missing here: once more, whole
      this.#again = true;
    }
  }
}
