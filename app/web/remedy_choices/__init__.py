"""One file a kind of remedy: what was typed in its form becomes the kind's choice; the template stands beside it in
templates/remedies/forms.
"""
