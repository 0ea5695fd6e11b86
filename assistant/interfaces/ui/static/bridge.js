// Gradio offers the events 'ask' and 'stop' because their names stand here; everything else is in main.js.
import('/page/static/main.js').then((page) => page.start({ element, trigger, watch, props }));
