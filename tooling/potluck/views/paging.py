"""Where a long list goes on: the first page at its own address, the others below `lists/`."""

from __future__ import annotations

from potluck.shapes import Pager


def pager_of(place: str, page: int, many: int, rows: int) -> Pager:
    """What stands below the page number *page* of *many* things, *rows* on each; there is always a first."""
    pages = max(1, -(-many // rows))
    return Pager(
        page=page,
        pages=pages,
        newer=page_place(place, page - 1) + "/" if page > 1 else "",
        older=page_place(place, page + 1) + "/" if page < pages else "",
    )


def page_place(place: str, page: int) -> str:
    """The address of a page of the list at *place*, without the last slash."""
    return place if page <= 1 else f"lists/{place.replace('/', '-')}-{page}"
