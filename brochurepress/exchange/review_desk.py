"""Reviews at the preview: read as they stand, and changed under the lock of the sources; nothing else is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass as record

from brochurepress.exchange.comments import Answer
from brochurepress.exchange.reviews import Review, read_reviews, review_name, to_toml
from brochurepress.exchange.writing import put
from brochurepress.workspace import REVIEWS, STRICT, Project, Snapshot, opened


@record(frozen=True, kw_only=True, config=STRICT)
class _Asked:
    """What is asked for: an answer to a note or another state of it, or, without its name, a new note at a place."""

    name: str = ""
    author: Annotated[str, Field(max_length=80)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""
    state: Literal["open", "done", "declined"] | None = None
    file: str = ""
    line: Annotated[int, Field(ge=1)] = 1
    page: Annotated[int, Field(ge=0)] = 0
    words: Annotated[str, Field(max_length=400)] = ""


_ASKED = TypeAdapter(_Asked)


@dataclass(frozen=True)
class ReviewDesk:
    """The reviews of an edition as the preview reads and changes them."""

    project: Project
    edition: str

    def listed(self) -> list[dict[str, Any]]:
        """Every review by the name of its file, with the file and line of the source that it stands at."""
        told = []
        for name, review in read_reviews(Snapshot(self.project), self.edition)[0].items():
            file, _, line = review.place.rpartition(":")
            at = int(line) if line.isdecimal() else 0
            kept = {key: asdict(review)[key] for key in ("author", "date", "words", "text", "state", "answers")}
            until = review.deadline.isoformat() if review.deadline else ""
            told.append({**kept, "name": name.rpartition("/")[2], "file": file, "line": at, "until": until})
        return told

    def change(self, asked: object) -> None:
        """Answers a review, gives it another state, or adds one. Raises ValueError for what makes no sense."""
        wish = _ASKED.validate_python(asked)
        with opened(self.project.root) as folder:
            snapshot, below = Snapshot(self.project), f"source/{self.edition}/{REVIEWS}"
            known = read_reviews(snapshot, self.edition)[0].get(f"{below}/{wish.name}")
            date = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
            if known:
                settled = wish.state if wish.state != known.state else None
                answer = Answer(author=wish.author, date=date, text=wish.text.strip() or settled or "")
                review, name = replace(known, state=wish.state or known.state), wish.name
                review = replace(review, answers=(*review.answers, *([answer] if answer.text else [])))
            elif wish.name or not wish.text.strip() or wish.file not in snapshot.listing("source/*/*.*"):
                raise ValueError(wish.name or wish.file)
            else:
                review = Review(
                    author=wish.author,
                    date=date,
                    kind="Text",
                    file="preview",
                    page=wish.page,
                    place=f"{wish.file}:{wish.line}",
                    found="exact",
                    words=wish.words,
                    text=wish.text.strip(),
                )
                name = review_name(review, f"{review}")
            put(folder, "comments", {f"{below}/{name}": to_toml(review).encode()})
