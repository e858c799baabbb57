/** A ring round a place: as large at any distance, never hidden. */
import { BufferGeometry, Float32BufferAttribute, GLSL3, Points, ShaderMaterial, Vector3 } from "three";

const vertexShader = /* glsl */ `
uniform float uSize;
void main() {
  gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0);
  gl_PointSize = uSize;
}`;

const fragmentShader = /* glsl */ `
uniform float uSize;
uniform vec3 uColour;
out vec4 outColour;
void main() {
  float r = length(gl_PointCoord - 0.5) * uSize;
  float edge = uSize * 0.5 - 1.0;
  float inner = uSize * 0.26;
  if (r > edge) discard;
  outColour = r < inner || r > edge - 2.5 ? vec4(uColour, 1.0) : vec4(1.0, 1.0, 1.0, 0.95);
}`;

/** Width, px. */
const SIZE = 20;

export class Pin {
  readonly points: Points;
  private readonly size: { value: number };

  constructor(private readonly pixelRatio: number, colour: [number, number, number]) {
    const geometry = new BufferGeometry().setAttribute("position", new Float32BufferAttribute([0, 0, 0], 3));
    this.size = { value: SIZE * pixelRatio };
    const material = new ShaderMaterial({
      name: "pin",
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: { uSize: this.size, uColour: { value: new Vector3(...colour) } },
      transparent: true,
      depthTest: false,
      depthWrite: false,
    });
    this.points = new Points(geometry, material);
    this.points.frustumCulled = false;
    this.points.renderOrder = 70;
    this.points.visible = false;
  }

  set large(on: boolean) {
    this.size.value = (on ? 1.5 : 1) * SIZE * this.pixelRatio;
  }

  /** Local metres; null takes it away. */
  put(place: { x: number; y: number; z: number } | null): void {
    this.points.visible = place !== null;
    if (!place) return;
    this.points.geometry.setAttribute("position", new Float32BufferAttribute([place.x, place.y, place.z], 3));
  }
}
