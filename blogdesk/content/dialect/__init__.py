"""Our rules for Python-Markdown: CommonMark 0.31.2 and GFM, with its own extensions kept.

Python-Markdown reads blocks between blank lines and finds inline marks with one pattern after another;
texts written for other hosts lose their structure there, and some inputs take minutes. The rules here read
line by line and character by character, as the specification describes, and each is bounded in time.

    lines    a line with its indentation           parser    lines to blocks
    blocks   what a block holds and when it ends   starts, containers, tables   where a block begins
    tree     blocks to Python-Markdown's tree      inline, delimiters, brackets   text to elements
    writer   the tree to HTML                      extension   the door to Python-Markdown
"""
