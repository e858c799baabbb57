/** Lines that are as wide at any distance: a needle, the rim of a box, a line over the ground. */
import { BufferGeometry, DoubleSide, Float32BufferAttribute, GLSL3, Mesh, ShaderMaterial, Vector3 } from "three";
import { shared } from "./shared";

const vertexShader = /* glsl */ `
uniform vec2 uScreen;
uniform float uWidth;
in vec3 other;
in float side;

void main() {
  vec4 a = viewMatrix * vec4(position, 1.0), b = viewMatrix * vec4(other, 1.0);
  // What lies behind the eye is drawn from where the line comes before it.
  if (a.z > -1.0) a = mix(a, b, clamp((a.z + 1.0) / max(a.z - b.z, 1e-6), 0.0, 1.0));
  if (b.z > -1.0) b = mix(b, a, clamp((b.z + 1.0) / max(b.z - a.z, 1e-6), 0.0, 1.0));
  vec4 p = projectionMatrix * a, q = projectionMatrix * b;
  vec2 along = (q.xy / q.w - p.xy / p.w) * uScreen;
  vec2 across = length(along) > 1e-4 ? normalize(vec2(-along.y, along.x)) : vec2(1.0, 0.0);
  p.xy += across * side * uWidth / uScreen * p.w;

  gl_Position = p;
}`;

const fragmentShader = /* glsl */ `
uniform vec3 uColour;
uniform float uAlpha;
out vec4 outColour;
void main() {
  outColour = vec4(uColour, uAlpha);
}`;

export type Polyline = readonly { x: number; y: number; z: number }[];

export class Ribbon {
  readonly mesh: Mesh;

  /** Width in px; `over` draws it over everything. */
  constructor(width: number, colour: [number, number, number], over: boolean, alpha = 1) {
    const material = new ShaderMaterial({
      name: "ribbon",
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: { uScreen: shared.uScreen, uWidth: { value: width }, uColour: { value: new Vector3(...colour) }, uAlpha: { value: alpha } },
      transparent: true,
      depthTest: !over,
      depthWrite: false,
      side: DoubleSide,
    });
    this.mesh = new Mesh(new BufferGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = over ? 66 : 22;
    this.mesh.visible = false;
  }

  /** Local metres; nothing takes it away. */
  put(lines: readonly Polyline[]): void {
    const position: number[] = [];
    const other: number[] = [];
    const side: number[] = [];
    for (const line of lines) {
      for (let i = 1; i < line.length; i++) {
        const [a, b] = [line[i - 1]!, line[i]!];
        // Seen from the far end left and right change places.
        const corners = [[a, b, 1], [a, b, -1], [b, a, 1], [a, b, 1], [b, a, 1], [b, a, -1]] as const;
        for (const [at, to, turn] of corners) {
          position.push(at.x, at.y, at.z);
          other.push(to.x, to.y, to.z);
          side.push(turn);
        }
      }
    }
    this.mesh.visible = position.length > 0;
    this.mesh.geometry.dispose();
    this.mesh.geometry = new BufferGeometry();
    this.mesh.geometry.setAttribute("position", new Float32BufferAttribute(position, 3));
    this.mesh.geometry.setAttribute("other", new Float32BufferAttribute(other, 3));
    this.mesh.geometry.setAttribute("side", new Float32BufferAttribute(side, 1));
  }
}
