// What is wrong with a page for whoever reads it: [check, what is met] for each fault, told from boxes and styles.
(forced) => {
  const root = document.documentElement, found = [], windowed = root.clientWidth, screened = matchMedia('screen').matches
  const say = (check, text) => found.push([check, text.trim().replace(/\s+/g, ' ').slice(0, 60)])
  const pen = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true})
  const known = new Map()
  const colour = text => {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1); pen.fillStyle = text; pen.fillRect(0, 0, 1, 1)
      known.set(text, [...pen.getImageData(0, 0, 1, 1).data])
    }
    return known.get(text)
  }
  const light = text => colour(text).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0)
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }
  const ground = of => {
    for (; of; of = of.parentElement) {
      const fill = getComputedStyle(of).backgroundColor
      if (colour(fill)[3] === 255) return fill
    }
    return 'white'
  }
  const block = of => { while (getComputedStyle(of).display.startsWith('inline')) of = of.parentElement; return of }

  // Whether something that paints lies over an element; what a picture hides is told from pixels, unless colours are forced.
  const hidden = (of, x, y) => {
    for (const over of document.elementsFromPoint(x, y)) {
      if (of.contains(over) || over.contains(of)) return false
      if (over.closest('svg, img')) { if (forced && over.tagName !== 'svg') return true; continue }
      const style = getComputedStyle(over)
      if (colour(style.backgroundColor)[3] > 127 || style.backgroundImage !== 'none') return true
    }
    return false
  }

  if (root.scrollWidth > windowed) say('wide', `${root.scrollWidth - windowed} px`)

  // Lines of text, as the browser has broken them.
  const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange()
  let before
  while (walker.nextNode()) {
    const node = walker.currentNode, of = node.parentElement
    if (!node.data.trim() || of.closest('svg, script, style, .unseen, .skip')) continue
    range.selectNodeContents(node)
    const boxes = [...range.getClientRects()].filter(box => box.width >= 1 && box.height >= 1)
    if (!boxes.length) continue
    const style = getComputedStyle(of), size = parseFloat(style.fontSize)
    lines.push(...boxes.map(box => ({text: node.data, of, size, left: box.left, right: box.right,
      top: box.top + scrollY, bottom: box.bottom + scrollY})))
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700)
    if (!forced && contrast(style.color, ground(of)) < (large ? 3 : 4.5)) say('faint', node.data)
    if (screened && /^[,.;:!?)\]”’»…]/.test(node.data) && before && before.of === block(of)) {
      range.setStart(node, 0); range.setEnd(node, 1)
      if (range.getBoundingClientRect().top > before.bottom - before.size / 2) say('mark', before.text + node.data)
    }
    before = /\S$/.test(node.data) && {of: block(of), size, text: node.data, bottom: boxes.at(-1).bottom}
    if (style.hyphens !== 'auto' && !of.closest('.address'))
      for (const word of node.data.matchAll(/(?<![\p{L}\u00AD])\p{L}{2,}(?![\p{L}\u00AD])/gu)) {
        range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length)
        const parts = [...range.getClientRects()].filter(part => part.width >= 1)
        if (new Set(parts.map(part => Math.round(part.top))).size < 2) continue
        if (parts.reduce((sum, part) => sum + part.width, 0) < 0.7 * windowed) say('broken', word[0])
      }
  }

  // Under few colours each line is painted on a plate as high as its box, over what stands before it.
  if (forced)
    lines.forEach((line, at) => lines.slice(at + 1, at + 40).forEach(later => {
      const across = Math.min(line.right, later.right) - Math.max(line.left, later.left)
      const down = Math.min(line.bottom, later.bottom) - Math.max(line.top, later.top)
      if (across > 1 && down > 0.2 * line.size) say('plate', line.text)
    }))

  // What lies on top in the middle of each line, screen by screen.
  const there = [scrollX, scrollY], screen = innerHeight
  const shown = lines.filter(line => !line.of.closest('.scroll'))
  for (let top = 0; top < root.scrollHeight; top += screen) {
    scrollTo({top, behavior: 'instant'})
    for (const line of shown) {
      const y = (line.top + line.bottom) / 2 - scrollY
      if (line.done || y < 0 || y >= screen) continue
      line.done = true
      if ([line.left + 2, (line.left + line.right) / 2, line.right - 2].some(x => hidden(line.of, x, y))) say('covered', line.text)
    }
  }

  // Focus: a ring that is seen, around something that is in the window and on top.
  if (screened)
    for (const link of document.querySelectorAll('a[href], [tabindex="0"]')) {
      link.scrollIntoView({behavior: 'instant', block: 'center'}); link.focus({preventScroll: true})
      const style = getComputedStyle(link), name = link.getAttribute('href')?.slice(0, 40) ?? link.className
      if (style.outlineStyle !== 'solid' || parseFloat(style.outlineWidth) < 2
        || (!forced && contrast(style.outlineColor, ground(link.parentElement)) < 3)) say('focus', name)
      const box = [...link.getClientRects()].find(part => part.width > 1)
      if (!box || box.height < innerHeight && (box.top < 0 || box.bottom > innerHeight)) say('focus', name)
      link.blur()
    }
  scrollTo({left: there[0], top: there[1], behavior: 'instant'})
  return found
}
