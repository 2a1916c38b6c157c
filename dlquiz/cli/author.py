"""The author's commands."""

from typing import Annotated

import typer

from dlquiz.cli.options import AsJson, BankDir, complete_slug

app = typer.Typer(rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def author(context: typer.Context) -> None:
    """Write exercises, and prove that they are right."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def new(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="The topic's folder, such as 10_attention.")],
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The new exercise's name, such as max_pool.")],
    *,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Write the folders of a new exercise, with TODOs to fill."""
    from dlquiz.bank import Bank
    from dlquiz.cli.authoring import write_exercise
    from dlquiz.cli.output import emit

    return emit(write_exercise(Bank.find(bank), topic, slug), json)


@app.command()
def check(
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help="The exercises; without any, all.", autocompletion=complete_slug),
    ] = None,
    *,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Prove exercises: right answers pass, each mistake is named."""
    from dlquiz.bank import Bank
    from dlquiz.cli.authoring import prove
    from dlquiz.cli.output import emit

    return emit(prove(Bank.find(bank), slugs or []), json)


@app.command()
def mutate(
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help="The exercises; without any, all.", autocompletion=complete_slug),
    ] = None,
    *,
    seconds: Annotated[float, typer.Option("--seconds", min=0.0, help="Time for each exercise.")] = 60.0,
    diagnose: Annotated[bool, typer.Option("--diagnose", help="Ask for each mutant's diagnosis; see --json.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Keep the score in mutants.yaml, for the gate.")] = False,
    bank: BankDir = None,
    json: AsJson = False,
) -> int:
    """Change solutions automatically: each change must fail a check."""
    from dlquiz.bank import Bank
    from dlquiz.cli.mutating import mutate_all
    from dlquiz.cli.output import emit

    return emit(mutate_all(Bank.find(bank), slugs or [], seconds, diagnose=diagnose, write=write), json)
