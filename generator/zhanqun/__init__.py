"""zhanqun (站群): publish what the law says must be published, and nothing else."""

__version__ = "0.1.0"
