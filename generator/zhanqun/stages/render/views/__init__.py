"""Linked things and lists turned into frozen view objects, one for each leaf template. Pure; no template engine.

``leaf/item.html`` takes an ItemView, ``leaf/list.html`` a ListView, and so on; each as the variable ``v``.
"""

from zhanqun.stages.render.views.blocks import next_status_day
from zhanqun.stages.render.views.colour import palette, site_css
from zhanqun.stages.render.views.home import MotherHomeView, SiteHomeView, mother_home_view, site_home_view
from zhanqun.stages.render.views.item import Heading, ItemView, item_view, publication_time
from zhanqun.stages.render.views.listing import (
    ColumnsView,
    DepartmentsView,
    ListView,
    column_list_view,
    columns_view,
    department_list_view,
    departments_view,
    page_links,
    year_list_view,
)
from zhanqun.stages.render.views.plain import (
    NotFoundView,
    PageView,
    SearchView,
    StubView,
    breadcrumb_html,
    column_trail,
    not_found_view,
    page_view,
    search_view,
    site_menu,
    stub_view,
)
from zhanqun.stages.render.views.sitemap import SitemapView, sitemap_view

__all__ = [
    "ColumnsView",
    "DepartmentsView",
    "Heading",
    "ItemView",
    "ListView",
    "MotherHomeView",
    "NotFoundView",
    "PageView",
    "SearchView",
    "SiteHomeView",
    "SitemapView",
    "StubView",
    "breadcrumb_html",
    "column_list_view",
    "column_trail",
    "columns_view",
    "department_list_view",
    "departments_view",
    "item_view",
    "mother_home_view",
    "next_status_day",
    "not_found_view",
    "page_links",
    "page_view",
    "palette",
    "publication_time",
    "search_view",
    "site_css",
    "site_home_view",
    "site_menu",
    "sitemap_view",
    "stub_view",
    "year_list_view",
]
