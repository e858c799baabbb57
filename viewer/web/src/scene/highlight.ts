/** The picked object, drawn over everything in one clear colour, put together from all tiles it lies in. */
import { BufferAttribute, BufferGeometry, DoubleSide, GLSL3, Mesh, ShaderMaterial } from "three";
import { FeatureLayer } from "./feature-layer";
import { COMMON, LEVELS } from "../shaders/levels";
import { POLDERS } from "../shaders/polders";
import { shared } from "./shared";

const vertexShader = /* glsl */ `
${LEVELS}${POLDERS}
uniform float uSinks;
uniform float uExaggeration;
uniform float uPixel;
uniform float uInflate;
in vec3 outward;
out vec3 vLocal;
void main() {
  vec3 s = vec3(1.0, 1.0, uExaggeration);
  float pixel = uPixel * distance(cameraPosition * s, position * s);
  vec3 local = position + outward / s * uInflate * pixel;
  if (uSinks > 0.5) local.z += liftAt(position.xy);
  vLocal = local;
  gl_Position = projectionMatrix * viewMatrix * vec4(local, 1.0);
}`;

const fragmentShader = /* glsl */ `
${COMMON}
in vec3 vLocal;
out vec4 outColour;
void main() {
  if (clipped(vLocal)) discard;
  vec3 n = flatNormal(vLocal);
  outColour = vec4(vec3(0.96, 0.20, 0.42) * (0.72 + 0.28 * max(dot(n, uSun), 0.0)), 0.82);
}`;

export function highlight(layer: FeatureLayer, id: string, pixel: { value: number }): Mesh | null {
  const positions: number[] = [];
  let sinks = 0;
  for (const mesh of layer.meshes) {
    const ids = FeatureLayer.ids(mesh);
    const index = mesh.geometry.getIndex();
    const points = mesh.geometry.getAttribute("position");
    if (!ids || !index) continue;
    const { uFloodTint, uPull } = (mesh.material as ShaderMaterial).uniforms;
    sinks = Math.max(sinks, Number(uFloodTint?.value ?? 0), Number(uPull?.value ?? 0));
    const own = new Map<number, boolean>();
    const e = mesh.matrixWorld.elements;
    for (let i = 0; i < index.count; i++) {
      const row = ids.getX(index.getX(i - (i % 3)));
      let mine = own.get(row);
      if (mine === undefined) own.set(row, (mine = String(layer.attributes(mesh, row)["id"]) === id));
      if (!mine) continue;
      const v = index.getX(i);
      const [x, y, z] = [points.getX(v), points.getY(v), points.getZ(v)];
      for (let r = 0; r < 3; r++) positions.push(e[r]! * x + e[4 + r]! * y + e[8 + r]! * z + e[12 + r]!);
    }
  }
  if (positions.length === 0) return null;
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(positions), 3));
  geometry.computeVertexNormals();
  geometry.setAttribute("outward", geometry.getAttribute("normal"));
  const material = new ShaderMaterial({
    name: "highlight",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms: { ...shared, uPixel: pixel, uInflate: { value: 1.6 }, uSinks: { value: sinks } },
    side: DoubleSide,
    transparent: true,
    depthTest: false,
    depthWrite: false,
  });
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = 60;
  mesh.frustumCulled = false;
  return mesh;
}
