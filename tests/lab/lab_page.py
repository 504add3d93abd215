"""What the tests do in JupyterLab: run cells, ask the kernel, look at figures."""

import json

from nnfoundations.figures import FIGURES

KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
EXECUTE = """async (code) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const future = kernel.requestExecute({ code, store_history: false });
  let text = "";
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === "stream") text += content.text;
    if (header.msg_type === "error") text += content.traceback.join("\\n");
  };
  const reply = await future.done;
  return [reply.content.status, text];
}"""
#: The element that holds a figure's root carries its view.
STATE = """(root) => {
  for (let e = root; e; e = e.parentElement)
    if (e.liveFigure) return e.liveFigure.kept;
}"""


class Lab:
    """A page of JupyterLab that shows the notebook.

    Attributes
    ----------
    page : playwright.sync_api.Page
        The browser's page.
    console : list of str
        Errors and warnings in the browser's console since the notebook was opened.
    """

    def __init__(self, page, address):
        self.page = page
        self.console = []
        page.goto(address)
        self.wait_for(f"() => {KERNEL}?.status === 'idle'", timeout=120_000)
        page.on("pageerror", lambda error: self.console.append(error.stack))
        page.on("console", self._hear)

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.console.append(message.text)

    def wait_for(self, condition, argument=None, timeout=10_000):
        """Wait until a function of the page returns true."""
        self.page.wait_for_function(condition, arg=argument, timeout=timeout)

    def run_all(self):
        """Run all cells and wait until each figure stands there twice."""
        self.page.evaluate(RUN_ALL)
        for name in FIGURES:
            for view in self.views(name):
                view.wait_for(timeout=60_000)

    def views(self, name):
        """Return the two views of a figure, as locators of their roots."""
        first = 1 + 2 * list(FIGURES).index(name)
        cells = self.page.locator(".jp-Notebook .jp-Cell")
        return [cells.nth(i).locator(".lf") for i in (first, first + 1)]

    def python(self, code):
        """Run code in the notebook's kernel; return what it printed."""
        status, text = self.page.evaluate(EXECUTE, code)
        assert status == "ok", text
        return text

    def traits(self, name):
        """Return a figure's state as the kernel has it."""
        code = f"import json; print(json.dumps(shown[{name!r}].state()))"
        return json.loads(self.python(code))

    def state(self, view):
        """Return a view's state as the page has it."""
        return view.evaluate(STATE)

    def wait_for_state(self, view, wanted):
        """Wait until a view's state holds what is wanted."""
        condition = f"""([root, wanted]) => {{
          const state = ({STATE})(root);
          return Object.entries(wanted).every(
            ([k, v]) => JSON.stringify(state[k]) === JSON.stringify(v));
        }}"""
        self.wait_for(condition, [view.element_handle(), wanted])

    def wait_for_traits(self, name, same_as):
        """Wait until the kernel's state equals a view's; return it."""
        for _ in range(50):
            if (found := self.traits(name)) == self.state(same_as):
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{name}: kernel {found}, page {self.state(same_as)}")
