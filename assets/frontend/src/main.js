// Entry of every studio page: navigation by Turbo, behaviour by Stimulus controllers.
import { Application } from "@hotwired/stimulus";
import { controllers } from "./controllers/index.js";
import { startTurbo } from "./net/turbo.js";

startTurbo();
const application = Application.start();
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller);
