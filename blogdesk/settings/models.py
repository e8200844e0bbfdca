"""Settings as rows: a key and a JSON value."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.clock import now
from blogdesk.core.database import Model, UTCDateTime, short


class Setting(Model):
    """One setting that differs from its default."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(short(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
