/** The room around the model: a light, quiet gradient that turns to earth when the eye goes below ground. */
import { BufferGeometry, Float32BufferAttribute, GLSL3, Mesh, ShaderMaterial } from "three";

const vertexShader = /* glsl */ `
out vec2 vScreen;
void main() {
  vScreen = position.xy * 0.5 + 0.5;
  gl_Position = vec4(position.xy, 0.5, 1.0);
}`;

const fragmentShader = /* glsl */ `
uniform float uUnder;
in vec2 vScreen;
out vec4 outColour;
void main() {
  vec3 above = mix(vec3(0.965, 0.970, 0.968), vec3(0.845, 0.900, 0.935), smoothstep(0.25, 1.0, vScreen.y));
  vec3 below = mix(vec3(0.135, 0.150, 0.170), vec3(0.270, 0.270, 0.275), smoothstep(0.0, 1.0, vScreen.y));
  vec3 colour = mix(above, below, uUnder);
  // A little noise keeps the gradient from banding.
  float grain = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) - 0.5;
  outColour = vec4(colour + grain / 255.0, 1.0);
}`;

export class Sky {
  readonly mesh: Mesh;
  private readonly under = { value: 0 };

  constructor() {
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new Float32BufferAttribute([-1, -1, 0, 3, -1, 0, -1, 3, 0], 3));
    const material = new ShaderMaterial({
      name: "sky",
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: { uUnder: this.under },
      depthTest: false,
      depthWrite: false,
    });
    this.mesh = new Mesh(geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = -100;
  }

  /** 0 = above the ground, 1 = below. */
  setUnder(value: number): void {
    this.under.value = value;
  }
}
