"""The sheets of the city's letters, in Typst: `layout.typ` is the paper they share, and each `Notice` has its own.

They know the sentences. They know no date, no amount and no paragraph: those come with `letter_press.LetterText`.
"""
