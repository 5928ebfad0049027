// As a view inside a chat: JSON-RPC with the host through messages (MCP Apps, 2026-01-26).
function connect() {
  const waiting = new Map();
  const WITHOUT = 'the answer in the chat is complete without it.';
  let last = 0, can = {}, asked = {};
  const post = message => parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
  const SAID = 'ui/notifications/', notify = (method, params = {}) => post({ method: SAID + method, params });
  const call = (method, params) => new Promise((resolve, reject) => { waiting.set(++last, { resolve, reject }); post({ id: last, method, params }); });
  const display = mode => {
    const isFull = mode === 'fullscreen';
    document.body.classList.toggle('chat', !isFull);
    for (const id of ['fold', 'tools']) $(id).open = isFull;
    write('full', isFull ? 'Leave full screen' : 'Full screen');
    if (plan) fit();
  };

  function dress(context = {}) {
    if (context.theme) document.documentElement.dataset.theme = context.theme;
    for (const [name, value] of Object.entries(context.styles?.variables || {})) if (name.startsWith('--') && value) document.documentElement.style.setProperty(name, value);
    if (context.availableDisplayModes) $('full').hidden = !context.availableDisplayModes.includes('fullscreen');
    if (context.displayMode) display(context.displayMode);
    recolour();
  }

  async function receive(result) {
    const answer = result.structuredContent ?? JSON.parse(result.content.find(it => it.type === 'text').text);
    const data = answer.data || {};
    if (answer.success === false || result.isError) return state(answer.message || 'The prediction failed.');
    if (data.jobs) return offer(data);
    if (data.status !== 'completed') return state([data.message || 'The prediction is not there yet.', data.advice].filter(Boolean).join(' '));
    await load(data.output_id);
  }

  async function load(id) {
    if (!can.serverResources) return state(`This host does not let the picture read the scores; ${WITHOUT}`);
    const read = await call('resources/read', { uri: `amplify://results/${encodeURIComponent(id)}` });
    show(JSON.parse(read.contents[0].text), asked.numbering_offset);
  }

  // A batch: each job that is done opens its map.
  function offer(data) {
    state(`${data.done ?? 0} of ${data.total} jobs are done. `);
    $('state').append(...data.jobs.filter(job => job.status === 'completed').map(job => {
      const it = make('button', { textContent: job.best ? `${job.name}: ${job.best} ${job.best_score}` : job.name });
      it.addEventListener('click', () => load(job.output_id).catch(failed));
      return it;
    }));
  }

  const failed = error => state(`The picture could not be drawn (${error.message || 'no reason given'}); ${WITHOUT}`);
  const heard = {
    'tool-input': params => { asked = params.arguments || {}; },
    'tool-result': params => receive(params).catch(failed),
    'tool-cancelled': () => state('The call was cancelled; nothing to draw.'),
    'host-context-changed': dress,
  };
  addEventListener('message', ({ source, data }) => {
    if (source !== parent || data?.jsonrpc !== '2.0') return;
    if (data.method && data.id !== undefined) {
      const known = data.method === 'ping' || data.method === 'ui/resource-teardown';
      post(known ? { id: data.id, result: {} } : { id: data.id, error: { code: -32601, message: `No method ${data.method}` } });
    } else if (data.method) heard[data.method.replace(SAID, '')]?.(data.params || {});
    else if (waiting.has(data.id)) {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.error) reject(data.error); else resolve(data.result);
    }
  });
  display('inline');
  on('full', 'click', () => call('ui/request-display-mode', { mode: document.body.classList.contains('chat') ? 'fullscreen' : 'inline' }).then(({ mode }) => display(mode)).catch(() => say('The host keeps its size.')));
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href^=https]');
    if (link && can.openLinks) { event.preventDefault(); call('ui/open-link', { url: link.href }).catch(() => say('The host did not open the link.')); }
  });
  call('ui/initialize', { appInfo: { name: 'amplify-heatmap', version: '1.0.0' }, appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] }, protocolVersion: '2026-01-26' }).then(answer => {
    can = answer.hostCapabilities || {};
    $('ask').hidden = !can.message;
    dress(answer.hostContext);
    notify('initialized');
    new ResizeObserver(() => {
      const { width, height } = document.documentElement.getBoundingClientRect();
      notify('size-changed', { width: ceil(width), height: ceil(height) });
    }).observe(document.documentElement);
  }).catch(failed);
  return {
    share: text => { if (can.updateModelContext) call('ui/update-model-context', { content: [{ type: 'text', text }] }).catch(() => {}); },
    ask: text => call('ui/message', { role: 'user', content: [{ type: 'text', text }] }).catch(() => say('The host did not take the question.')),
    save: (name, mimeType, content) => can.downloadFile
      ? call('ui/download-file', { contents: [{ type: 'resource', resource: { uri: `file:///${name}`, mimeType, ...content } }] }).then(() => say(`${name} was handed to the host`)).catch(() => say('The host did not save it.'))
      : content.text && mimeType === 'text/csv' ? copy(content.text).then(() => say('This host saves no files; the CSV is on the clipboard.')) : say('This host saves no files: ask for the picture in the chat.'),
  };
}
