"""Writes entities.txt: HTML5's named characters, as Python's html.unescape knows them, as NAME CODE [CODE] in hexadecimal.
Names without their semicolon are those that need none. Usage: python3 entities.py > entities.txt"""
from html.entities import html5

for name, text in sorted(html5.items()):
    print(name, *(f"{ord(character):X}" for character in text))
