"""Stage 5. Cleared things -> pages, lists, feeds and open data, as tasks that say what their output depends on.

Touches disk: reads cleared sources again (and refuses changed bytes), the theme and the engine configuration.
"""

from zhanqun.stages.render.assets import asset_digest
from zhanqun.stages.render.job import Job, Made, Redirect, Task, Unit
from zhanqun.stages.render.machine import Part
from zhanqun.stages.render.machines import data_index_task, fixed_task
from zhanqun.stages.render.prepare import FrameLost, Salts, prepare_render, render_frames, salt_render
from zhanqun.stages.render.shelf import Shelves
from zhanqun.stages.render.texts import attachment_text, attachment_texts, body_text, published_body
from zhanqun.stages.render.units import frame_links, plan_units, unit_key, unit_tasks

__all__ = [
    "FrameLost", "Job", "Made", "Part", "Redirect", "Salts", "Shelves", "Task", "Unit", "asset_digest", "attachment_text",
    "attachment_texts", "body_text",
    "data_index_task", "fixed_task", "frame_links",
    "plan_units", "prepare_render", "published_body", "render_frames", "salt_render", "unit_key", "unit_tasks",
]
