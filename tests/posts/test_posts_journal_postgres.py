import pytest

from blogdesk.content.changesets import parse
from blogdesk.core import schema
from blogdesk.core.config import load_config
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from blogdesk.posts import journal
from blogdesk.posts.fields import PostFields
from blogdesk.posts.service import create_post
from tests.conftest import dispose


@pytest.mark.postgres
def test_the_journal_and_the_caret_are_kept_on_postgresql(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    env = {"BLOGDESK_DATABASE_URL": postgres_url}
    app = create_app(load_config(DataFolder(tmp_path_factory.mktemp("pg")), env=env), [], MemorySecretStore())
    schema.upgrade(app)
    with app.app_context():
        with transaction():
            post_id = create_post(PostFields(markdown="abc")).id
        for seq, scroll in ((0, 40), (1, None)):
            entry = journal.NewEntry(parse([3 + seq, [0, "d"]]), "input", 4 + seq, 4 + seq)
            with transaction():
                journal.append(post_id, seq, [entry], length=4 + seq, scroll_top=scroll)
        found = journal.boot(post_id)
        assert (found.text, found.head, found.scroll_top) == ("abcdd", 5, 40)
    dispose(app)
