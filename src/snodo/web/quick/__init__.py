"""Templates that cost less: each is turned into one Python function when it is first read.

Django draws a page by asking every node of a template for its text: a few thousand small calls, most of them
for `{{ row.name }}` and `{% if row.late %}`. Here loops become loops, conditions conditions, and components
calls of the function of their own template. Whatever is not plainly that (a tag of others, a missing value,
an error) goes on by Django's own road, node by node: what is written is the same to the letter.

`loader` reads, `writing` turns nodes into Python, `values` what stands between braces, `short` is what the
Python calls, `parts` draws one template inside another.
"""
