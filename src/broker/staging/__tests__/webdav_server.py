"""WsgiDAV on a free port: webdav_server.py FOLDER USER PASSWORD. Prints the port.

/files asks for the password; /public shows the same folder to anybody, to read only.
"""

import sys

from cheroot import wsgi
from wsgidav.wsgidav_app import WsgiDAVApp

folder, user, password = sys.argv[1:]
app = WsgiDAVApp(
    {
        "provider_mapping": {"/files": folder, "/public": {"root": folder, "readonly": True}},
        "http_authenticator": {
            "accept_basic": True,
            "accept_digest": False,
            "default_to_digest": False,
        },
        "simple_dc": {"user_mapping": {"/files": {user: {"password": password}}, "/public": True}},
        "logging": {"enable": False},
        "verbose": 0,
    }
)
server = wsgi.Server(bind_addr=("127.0.0.1", 0), wsgi_app=app)
server.prepare()
print(server.bind_addr[1], flush=True)
server.serve()
