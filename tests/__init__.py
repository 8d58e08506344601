import os

# As app/bootstrap.py does, and before anything here loads PySide6.
os.environ["PYSIDE6_OPTION_LAZY"] = "0"
