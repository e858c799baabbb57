/** The canvas: reversed depth, drawn on demand only, the height exaggeration in the view matrix. */
import { Matrix4, PerspectiveCamera, Scene, Vector2, WebGLRenderer } from "three";
import { shared } from "./shared";

/** Called before each picture; answers true when it needs another one soon. */
export type BeforeFrame = (now: number) => boolean | void;

/** Whether a processor draws instead of a graphics card; then smooth edges and extra frames cost too much. */
function drawnInSoftware(): boolean {
  const probe = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!probe) throw new Error("WebGL 2");
  const info = probe.getExtension("WEBGL_debug_renderer_info");
  const name = info ? String(probe.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  probe.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software/i.test(name);
}

/** The pixel of the canvas that an event is at, CSS px from the top left. */
export function pixelOf(event: MouseEvent, canvas: HTMLCanvasElement): { x: number; y: number } {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

export class Viewport {
  readonly renderer: WebGLRenderer;
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(38, 1, 1, 150000);
  readonly software: boolean;
  frames = 0;
  /** Nothing is drawn before all textures are there: an integer sampler without one is an error. */
  private live = false;
  /** Whether things are still coming in: pictures in between are then worth less than their cost. */
  unsettled: () => boolean = () => false;
  private readonly before: BeforeFrame[] = [];
  private drawn = 0;
  private moved = true;
  /** What the last picture cost, ms: the card works on after `render`, so it shows in when the next frame comes. */
  private cost = 0;
  private requested = 0;
  private readonly pose = new Matrix4();
  private readonly middle = new Vector2();

  constructor(readonly canvas: HTMLCanvasElement) {
    this.software = drawnInSoftware();
    this.renderer = new WebGLRenderer({
      canvas,
      antialias: !this.software,
      powerPreference: "high-performance",
      reversedDepthBuffer: true,
    });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    // The view matrix carries the exaggeration, so all objects and rays stay in true metres.
    this.camera.matrixAutoUpdate = false;
    this.camera.matrixWorldAutoUpdate = false;
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement ?? canvas);
    this.resize();
  }

  begin(): void {
    this.live = true;
    this.drawn = performance.now();
    this.invalidate();
  }

  onBefore(callback: BeforeFrame): void {
    this.before.push(callback);
  }

  /** Move the middle of the picture to the middle of what the panels leave free, px right and down. */
  setMiddle(right: number, down: number): void {
    if (this.middle.x === right && this.middle.y === down) return;
    this.middle.set(right, down);
    this.resize();
  }

  /** The pixel in the middle of the free part. */
  focus(): Vector2 {
    return this.size().multiplyScalar(0.5).add(this.middle);
  }

  /** The part of the picture round a pixel, as a view of its own (for picking); without one, the whole. */
  lookThrough(window: { x: number; y: number; size: number } | null): void {
    const { x: w, y: h } = this.size();
    const { x: right, y: down } = this.middle;
    if (window) this.camera.setViewOffset(w, h, window.x - right, window.y - down, window.size, window.size);
    else this.camera.setViewOffset(w, h, -right, -down, w, h);
  }

  resize(): void {
    const box = (this.canvas.parentElement ?? this.canvas).getBoundingClientRect();
    if (box.width < 1 || box.height < 1) return;
    this.renderer.setSize(box.width, box.height, false);
    this.camera.aspect = box.width / box.height;
    this.lookThrough(null);
    this.invalidate();
  }

  size(): Vector2 {
    return this.renderer.getSize(new Vector2());
  }

  /** `pose` is the camera in the exaggerated frame (z times the exaggeration). */
  setPose(pose: Matrix4): void {
    this.pose.copy(pose);
    const s = new Matrix4().makeScale(1, 1, 1 / shared.uExaggeration.value);
    this.camera.matrixWorld.copy(s).multiply(this.pose);
    this.camera.matrixWorldInverse.copy(this.camera.matrixWorld).invert();
    this.moved = true;
    this.invalidate();
  }

  invalidate(): void {
    if (this.requested || !this.live) return;
    this.requested = requestAnimationFrame((now) => {
      this.requested = 0;
      this.draw(now);
    });
  }

  draw(now = performance.now()): void {
    if (!this.live) return;
    let again = false;
    for (const callback of this.before) again = callback(now) === true || again;
    const first = this.frames === 0;
    const pause = first ? 4000 : Math.max(this.software ? 1500 : 60, 3 * this.cost);
    if ((first || !this.moved) && now - this.drawn < pause && this.unsettled()) {
      this.invalidate();
      return;
    }
    this.render();
    this.moved = false;
    if (again) this.invalidate();
  }

  private render(): void {
    this.renderer.render(this.scene, this.camera);
    this.drawn = performance.now();
    this.frames++;
    const begun = this.drawn;
    requestAnimationFrame(() => (this.cost = Math.min(5000, performance.now() - begun)));
  }

  /** Mean colour (0..255) of a region of the canvas, given in fractions from the top left. */
  meanColour(x0: number, y0: number, x1: number, y1: number): [number, number, number] {
    this.render();
    const gl = this.renderer.getContext();
    const w = gl.drawingBufferWidth;
    const h = gl.drawingBufferHeight;
    const [px, py] = [Math.floor(x0 * w), Math.floor((1 - y1) * h)];
    const [nx, ny] = [Math.max(1, Math.floor((x1 - x0) * w)), Math.max(1, Math.floor((y1 - y0) * h))];
    const data = new Uint8Array(4 * nx * ny);
    gl.readPixels(px, py, nx, ny, gl.RGBA, gl.UNSIGNED_BYTE, data);
    const sum: [number, number, number] = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      sum[0] += data[i]!;
      sum[1] += data[i + 1]!;
      sum[2] += data[i + 2]!;
    }
    return sum.map((s) => s / (nx * ny)) as [number, number, number];
  }
}
