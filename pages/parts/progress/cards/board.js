// A board of cards: moved with a mouse, a finger or the keyboard. What it shows comes as data and is written as text
// only; what is moved is shown at once, sent to the server, and drawn again as the server says.
const PATIENCE_MS = 8000, HOLD_MS = 350, SLACK_PX = 6, EDGE_PX = 48;

export default function (component) {
  const root = component.parentElement;
  const board = root.__board || (root.__board = new Board(root));
  board.take(component.data, component.setTriggerValue);
}

function make(tag, className, text) {
  const found = document.createElement(tag);
  if (className) found.className = className;
  if (text !== undefined) found.textContent = text;
  return found;
}

class Board {
  constructor(root) {
    this.frame = make('div', 'frame');
    this.help = make('p', 'unseen');
    this.help.id = 'help';
    this.live = make('div', 'unseen');
    this.live.setAttribute('role', 'status');
    this.live.setAttribute('aria-live', 'assertive');
    root.append(this.help, this.live, this.frame);
    this.focused = this.picked = this.drag = this.sent = null;
    this.cards = new Map();
    this.frame.addEventListener('keydown', event => this.pressed(event));
    this.frame.addEventListener('pointerdown', event => this.touched(event));
    this.frame.addEventListener('touchmove', event => { if (this.drag && this.drag.going) event.preventDefault(); }, {passive: false});
    this.frame.addEventListener('contextmenu', event => { if (this.drag) event.preventDefault(); });
    this.frame.addEventListener('focusin', event => { const card = this.cardOf(event.target); if (card) this.roam(card.dataset.card); });
    this.frame.addEventListener('focusout', event => {
      if (this.picked && !this.drawing && !this.frame.contains(event.relatedTarget)) { this.picked = null; this.draw(); }
    });
  }

  take(data, send) {
    this.send = send;
    if (!data || this.sent && data.answer !== this.sent.id && Date.now() - this.sent.at < PATIENCE_MS) return;
    const was = this.sent && this.data && this.data.cards.find(one => one.id === this.sent.card);
    this.data = {...data, cards: data.cards.map(one => ({...one}))};
    if (was) {
      const now = this.data.cards.find(one => one.id === was.id);
      if (now && now.column !== was.column) this.say(this.data.words.back, now, now.column);
    }
    this.sent = this.picked = null;
    if (this.drag) this.dropped(null);
    this.draw();
  }

  // ---------------------------------------------------------------- drawing

  draw() {
    const {data} = this, inside = this.frame.contains(this.frame.getRootNode().activeElement);
    const [left, tops] = [this.frame.scrollLeft, this.frame.scrollTop];
    this.drawing = true;
    this.help.textContent = data.words.help;
    this.cards.clear();
    const grid = make('div', 'grid');
    grid.style.setProperty('--columns', data.columns.length);
    for (const one of data.columns) grid.append(this.head(one));
    for (const lane of data.lanes) {
      if (lane.name) grid.append(make('h3', 'lane', lane.name));
      for (const column of data.columns) grid.append(this.cell(lane, column));
    }
    this.frame.replaceChildren(grid);
    this.frame.setAttribute('role', 'group');
    this.frame.setAttribute('aria-label', data.words.board);
    if (!this.cards.has(this.focused)) this.focused = this.cards.size ? this.cards.keys().next().value : null;
    const held = this.cards.get(this.focused);
    if (held) { held.tabIndex = 0; if (inside) held.focus({preventScroll: false}); }
    [this.frame.scrollLeft, this.frame.scrollTop] = [left, tops];
    this.drawing = false;
  }

  head(column) {
    const cards = this.data.cards.filter(one => this.columnOf(one) === column.n).length + column.more;
    const found = make('div', 'head' + (column.most && cards > column.most ? ' over' : column.most && cards === column.most ? ' full' : ''));
    found.append(make('span', 'name', column.name), make('span', 'count', column.most ? `${cards} / ${column.most}` : `${cards}`));
    return found;
  }

  cell(lane, column) {
    const found = make('div', 'cell');
    found.dataset.column = column.n;
    found.dataset.lane = lane.key;
    found.setAttribute('role', 'list');
    found.setAttribute('aria-label', lane.name ? `${column.name}, ${lane.name}` : column.name);
    for (const one of this.data.cards) if (one.lane === lane.key && this.columnOf(one) === column.n) found.append(this.card(one));
    const last = lane === this.data.lanes[this.data.lanes.length - 1];
    if (last && column.more) found.append(make('p', 'more', column.told));
    return found;
  }

  card(one) {
    const holder = make('div'), found = make('div', 'card');
    holder.setAttribute('role', 'listitem');
    found.dataset.card = one.id;
    found.tabIndex = -1;
    found.setAttribute('role', 'button');
    found.setAttribute('aria-label', one.said);
    found.setAttribute('aria-describedby', 'help');
    if (one.movable) found.setAttribute('aria-pressed', String(!!this.picked && this.picked.card === one.id));
    else found.classList.add('fixed');
    if (this.picked && this.picked.card === one.id) found.classList.add('picked');
    if (this.sent && this.sent.card === one.id) found.classList.add('sent');
    found.append(make('div', 'title', one.task));
    if (one.people) found.append(make('div', 'line', one.people));
    found.append(make('div', one.late ? 'line late' : 'line', one.due));
    if (one.held) found.append(make('div', 'held', one.held));
    if (one.percent > 0 && one.percent < 100) {
      const bar = make('div', 'bar'), done = make('div');
      done.style.width = `${one.percent}%`;
      bar.append(done);
      found.append(bar);
    }
    holder.append(found);
    this.cards.set(one.id, found);
    return holder;
  }

  columnOf(one) { return this.picked && this.picked.card === one.id ? this.picked.to : one.column; }
  one(id) { return this.data.cards.find(each => each.id === id); }
  cardOf(target) { return target instanceof Element ? target.closest('.card') : null; }
  name(n) { const found = this.data.columns.find(one => one.n === n); return found ? found.name : ''; }

  say(message, one, column) {
    this.live.textContent = message.replace('{task}', one.task).replace('{column}', this.name(column));
  }

  roam(id) {
    const before = this.cards.get(this.focused);
    if (before) before.tabIndex = -1;
    this.focused = id;
    this.cards.get(id).tabIndex = 0;
  }

  // ---------------------------------------------------------------- moving

  move(one, to) {
    if (to === null || to === one.column) { this.say(this.data.words.left, one, one.column); this.draw(); return; }
    const noise = crypto.getRandomValues(new Uint32Array(3));
    this.sent = {id: Array.from(noise, part => part.toString(36)).join(''), card: one.id, at: Date.now()};
    const sent = {id: this.sent.id, card: one.id, to, seen: one.column};
    one.column = to;
    this.say(this.data.words.moved, one, to);
    this.draw();
    this.send('move', sent);
  }

  get busy() { return !!this.sent && Date.now() - this.sent.at < PATIENCE_MS; }

  // ---------------------------------------------------------------- keyboard

  pressed(event) {
    const card = this.cardOf(event.target), one = card && this.one(card.dataset.card);
    if (!one || event.ctrlKey || event.altKey || event.metaKey) return;
    const columns = this.data.columns.map(each => each.n);
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (!one.movable) { this.say(this.data.words.fixed, one, one.column); return; }
      if (this.busy) return;
      if (!this.picked) { this.picked = {card: one.id, to: one.column}; this.say(this.data.words.picked, one, one.column); this.draw(); return; }
      const to = this.picked.to;
      this.picked = null;
      this.move(one, to);
    } else if (event.key === 'Escape' && this.picked) {
      event.preventDefault();
      this.picked = null;
      this.move(one, null);
    } else if (this.picked && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault();
      const next = columns[columns.indexOf(this.picked.to) + (event.key === 'ArrowRight' ? 1 : -1)];
      if (next === undefined) return;
      this.picked.to = next;
      this.say(this.data.words.over, one, next);
      this.draw();
    } else if (!this.picked && event.key.startsWith('Arrow')) {
      const next = this.beside(one, event.key, columns);
      if (next) { event.preventDefault(); next.focus(); }
    }
  }

  beside(one, key, columns) {
    const cell = (lane, column) => [...this.frame.querySelectorAll('.cell')].find(each => each.dataset.lane === lane && Number(each.dataset.column) === column);
    const cards = [...cell(one.lane, one.column).querySelectorAll('.card')], place = cards.findIndex(each => each.dataset.card === one.id);
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const step = key === 'ArrowDown' ? 1 : -1;
      if (cards[place + step]) return cards[place + step];
      const lanes = this.data.lanes.map(each => each.key);
      for (let at = lanes.indexOf(one.lane) + step; at >= 0 && at < lanes.length; at += step) {
        const others = cell(lanes[at], one.column).querySelectorAll('.card');
        if (others.length) return step > 0 ? others[0] : others[others.length - 1];
      }
      return null;
    }
    const step = key === 'ArrowRight' ? 1 : -1;
    for (let at = columns.indexOf(one.column) + step; at >= 0 && at < columns.length; at += step) {
      const others = cell(one.lane, columns[at]).querySelectorAll('.card');
      if (others.length) return others[Math.min(place, others.length - 1)];
    }
    return null;
  }

  // ---------------------------------------------------------------- mouse and finger

  touched(event) {
    const card = this.cardOf(event.target), one = card && this.one(card.dataset.card);
    if (!one || !one.movable || this.busy || this.drag || event.button !== 0) return;
    this.drag = {one, card, id: event.pointerId, x: event.clientX, y: event.clientY, going: false, ghost: null, over: null};
    if (event.pointerType === 'mouse') event.preventDefault();
    card.focus({preventScroll: true});
    if (event.pointerType !== 'mouse') this.drag.timer = setTimeout(() => this.lift(), HOLD_MS);
    this.moved = each => this.dragged(each, event.pointerType);
    this.ended = each => { if (each.pointerId === this.drag.id) this.dropped(each.type === 'pointerup' ? this.drag.over : null); };
    window.addEventListener('pointermove', this.moved);
    window.addEventListener('pointerup', this.ended);
    window.addEventListener('pointercancel', this.ended);
    this.escape = each => { if (each.key === 'Escape') this.dropped(null); };
    window.addEventListener('keydown', this.escape, true);
  }

  lift() {
    const {card, x, y} = this.drag, box = card.getBoundingClientRect();
    Object.assign(this.drag, {going: true, dx: x - box.left, dy: y - box.top, ghost: card.cloneNode(true)});
    this.drag.ghost.classList.add('ghost');
    this.drag.ghost.removeAttribute('tabindex');
    this.drag.ghost.setAttribute('aria-hidden', 'true');
    this.drag.ghost.style.width = `${box.width}px`;
    card.classList.add('gone');
    this.frame.append(this.drag.ghost);
    this.frame.classList.add('dragging');
    this.follow(x, y);
    this.drag.ticking = setInterval(() => this.follow(this.drag.atX, this.drag.atY), 30);  // held at an edge, the board goes on scrolling
  }

  dragged(event, kind) {
    const {drag} = this;
    if (!drag || event.pointerId !== drag.id) return;
    if (!drag.going) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLACK_PX) return;
      if (kind !== 'mouse') { this.dropped(null); return; }  // a finger that moves at once scrolls
      this.lift();
    }
    this.follow(event.clientX, event.clientY);
  }

  follow(x, y) {
    const {drag} = this, cells = [...this.frame.querySelectorAll('.cell')];
    [drag.atX, drag.atY] = [x, y];
    drag.ghost.style.transform = `translate(${x - drag.dx}px, ${y - drag.dy}px)`;
    const whole = this.frame.getBoundingClientRect();
    if (x > whole.right - EDGE_PX) this.frame.scrollLeft += 12;
    if (x < whole.left + EDGE_PX) this.frame.scrollLeft -= 12;
    const inside = y >= whole.top - EDGE_PX && y <= whole.bottom + EDGE_PX;
    const over = inside ? cells.find(each => { const box = each.getBoundingClientRect(); return x >= box.left && x < box.right; }) : null;
    drag.over = over ? Number(over.dataset.column) : null;
    for (const each of cells) each.classList.toggle('over', drag.over !== null && Number(each.dataset.column) === drag.over && drag.over !== drag.one.column);
  }

  dropped(to) {
    const {drag} = this;
    this.drag = null;
    clearTimeout(drag.timer);
    clearInterval(drag.ticking);
    window.removeEventListener('pointermove', this.moved);
    for (const kind of ['pointerup', 'pointercancel']) window.removeEventListener(kind, this.ended);
    window.removeEventListener('keydown', this.escape, true);
    this.frame.classList.remove('dragging');
    if (!drag.going) return;
    drag.ghost.remove();
    if (to !== null && to !== drag.one.column) this.move(drag.one, to); else this.draw();
  }
}
