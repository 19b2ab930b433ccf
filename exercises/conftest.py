pytest_plugins = ["grader.pytest_plugin"]  # pytest collects Exercise objects
