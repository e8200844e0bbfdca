// Every controller of the studio by the name that templates use in data-controller.
import EditorController from "./editor_controller.js";

export const controllers = {
  editor: EditorController,
};
