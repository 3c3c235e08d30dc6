"""Service Cockpit: the server and the frame in one file.

`streamlit run Home.py` finds `app`, imports this file once (the first branch: server, gate, imports) and runs it again
as a script for every visit (the second branch: language, sign-in, navigation, the page).
"""

import streamlit as st

if __name__ != "__main__":
    import gc

    gc.disable()  # until everything is imported (server.life): nothing of it is garbage, and looking for some takes a tenth of the start
    from pages.parts import company, server

    app = st.App(
        "Home.py", routes=server.ROUTES, middleware=server.MIDDLEWARE, lifespan=server.life, on_script_error=server.failed,
        secrets=company.secrets(),
    )  # fmt: skip
else:
    from pages.parts import frame
    from pages.parts.words import plain

    st.set_page_config(page_title=plain("Service Cockpit"), page_icon=frame.ICON, layout="wide")
    frame.navigation().run()
