from dvorik.cli import app

app()
