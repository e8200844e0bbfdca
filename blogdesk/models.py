"""Every table, so that the metadata is whole. Imported by the factory and by the migrations' tests alone."""

from blogdesk.accounts import models as accounts
from blogdesk.comments import models as comments
from blogdesk.core import changes
from blogdesk.jobs import models as jobs
from blogdesk.media import models as media
from blogdesk.posts import models as posts
from blogdesk.publishing import models as publishing
from blogdesk.search import models as search
from blogdesk.settings import models as settings
from blogdesk.sync import models as sync
from blogdesk.taxonomy import models as taxonomy

ALL = (accounts, changes, comments, jobs, media, posts, publishing, search, settings, sync, taxonomy)
