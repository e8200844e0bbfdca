// Every controller of the studio by the name that templates use in data-controller.
import ChecksController from "./checks_controller.js";
import ConnectController from "./connect_controller.js";
import CoverController from "./cover_controller.js";
import DestinationsController from "./destinations_controller.js";
import EditorController from "./editor_controller.js";
import HistoryController from "./history_controller.js";
import LibraryController from "./library_controller.js";
import MediaController from "./media_controller.js";
import MovingController from "./moving_controller.js";
import OutlineController from "./outline_controller.js";
import PaletteController from "./palette_controller.js";
import PostController from "./post_controller.js";
import PublishController from "./publish_controller.js";
import SendController from "./send_controller.js";
import SettingsController from "./settings_controller.js";
import ShellController from "./shell_controller.js";
import TabsController from "./tabs_controller.js";
import TaxonomyController from "./taxonomy_controller.js";
import TokensController from "./tokens_controller.js";
import VersionController from "./version_controller.js";

export const controllers = {
  checks: ChecksController,
  connect: ConnectController,
  cover: CoverController,
  destinations: DestinationsController,
  editor: EditorController,
  history: HistoryController,
  library: LibraryController,
  media: MediaController,
  moving: MovingController,
  outline: OutlineController,
  palette: PaletteController,
  post: PostController,
  publish: PublishController,
  send: SendController,
  settings: SettingsController,
  shell: ShellController,
  tabs: TabsController,
  taxonomy: TaxonomyController,
  tokens: TokensController,
  version: VersionController,
};
