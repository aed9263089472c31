"""Runs a program with a terminal of 80 columns for standard error, and prints what came there, as JSON.

terminal.py PROGRAM [ARG...]
"""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios

leader, follower = pty.openpty()
fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=follower)
os.close(follower)
seen = b""
while True:
    try:
        part = os.read(leader, 65536)
    except OSError:
        break
    if not part:
        break
    seen += part
print(json.dumps({"code": child.wait(), "seen": seen.decode("utf-8", "replace")}))
