// Loads tilesets below a folder with @loaders.gl, every tile and content of them, and prints what it found as
// JSON: {tileset: {tiles, contents, vertices, sum of all coordinates}, messages: what it warned of}.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from '@loaders.gl/core';
import { Tiles3DLoader } from '@loaders.gl/3d-tiles';

const [folder, ...names] = process.argv.slice(2);
const messages = [];
for (const level of ['warn', 'error']) console[level] = (...words) => messages.push(words.join(' '));

const server = createServer(async (request, response) => {
  try {
    response.end(await readFile(join(folder, new URL(request.url, 'http://x').pathname)));
  } catch {
    messages.push(`not found: ${request.url}`);
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const root = `http://127.0.0.1:${server.address().port}`;

async function walk(tile, found, basePath) {
  found.tiles += 1;
  if (tile.contentUrl) {
    if (tile.type === 'json' || tile.contentUrl.endsWith('.json')) {
      await read(tile.contentUrl, found);
    } else {
      const options = { '3d-tiles': { isTileset: false, assetGltfUpAxis: 'Y' }, worker: false };
      const content = await load(tile.contentUrl, Tiles3DLoader, options);
      found.contents += 1;
      for (const mesh of content.gltf?.meshes ?? [])
        for (const primitive of mesh.primitives) {
          const { value } = primitive.attributes.POSITION;
          found.vertices += value.length / 3;
          found.sum += value.reduce((total, number) => total + Math.abs(number), 0);
        }
    }
  }
  for (const child of tile.children ?? []) await walk(child, found);
}

async function read(address, found) {
  const options = { '3d-tiles': { isTileset: true }, worker: false };
  const tileset = await load(address, Tiles3DLoader, options);
  await walk(tileset.root, found);
}

const report = {};
for (const name of names) {
  report[name] = { tiles: 0, contents: 0, vertices: 0, sum: 0 };
  await read(`${root}/${name}`, report[name]);
}
server.close();
process.stdout.write(JSON.stringify({ ...report, messages }));
