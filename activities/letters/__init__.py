"""The sheets of the city's letters, in Typst: `layout.typ` is the paper they share, and each kind of `Notice` has its own.

They know the sentences. They know no date, no amount and no paragraph: those come with the letter (`letter_press.LetterText`).
"""
