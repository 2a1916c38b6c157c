"""A list of blocks, with a blank line between each two."""


def build_prompt(task, examples, query, k):
    blocks = [task]
    for i in range(k):
        blocks.append("Input: " + examples[i][0] + "\nOutput: " + examples[i][1])
    blocks.append("Input: " + query + "\nOutput:")
    return "\n\n".join(blocks)
