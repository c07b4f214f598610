"""One file per command; imported only when that command runs, so that ``zhanqun --help`` stays quick."""
