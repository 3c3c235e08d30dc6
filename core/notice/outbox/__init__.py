"""Mail on its way: claimed by one sender, handed over once, tried again while the mail server surely has not taken it.

What is promised. A deed that tells somebody commits the mail with itself; no deed waits for a mail server. One sender
at a time holds a mail, by a committed token. Just before the end of a mail is given to the server (SMTP accepts nothing
before that) HANDING is committed, under that token: so no mail is ever ended twice, by whomever and however often
senders are killed. Killed before, it is sent again; killed after the answer was kept, it is sent.

What cannot be promised, by anybody who speaks SMTP. Killed, or cut off, between the end of the mail and the answer
being kept, nobody knows whether the server took it. Such a mail ends as UNCERTAIN and is not sent again; what it told
stands in the inbox anyway and comes along in the reader's next daily mail unless she has read it. The Message-ID is
the same in every attempt, so that a mail server's own log can be asked.
"""
