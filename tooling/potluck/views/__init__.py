"""What every page, feed and file of the API says: pure data, no HTML."""

from potluck.views.community import Community
from potluck.views.site import Draft, PageView, SlotView, site_pages, slot_view, text_page

__all__ = ["Community", "Draft", "PageView", "SlotView", "site_pages", "slot_view", "text_page"]
