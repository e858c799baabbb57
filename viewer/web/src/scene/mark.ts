/** The mark on the picked object: kept up to date while the tiles it lies in come and go. */
import type { Mesh, ShaderMaterial } from "three";
import type { State } from "../core/state";
import type { FeatureLayer } from "./feature-layer";
import { highlight } from "./highlight";
import type { Viewport } from "./viewport";

export class Mark {
  private shown: { mesh: Mesh | null; key: string; version: number } | null = null;

  constructor(
    private readonly viewport: Viewport,
    private readonly layers: Map<string, FeatureLayer>,
    private readonly pixel: { value: number },
  ) {}

  /** Look for the pieces of the object again when its layer has other ones. */
  refresh(picked: State["picked"]): void {
    const key = picked ? `${picked.layer}:${picked.id}` : "";
    const layer = picked ? this.layers.get(picked.layer) : undefined;
    const version = layer?.version ?? 0;
    if (this.shown ? this.shown.key === key && this.shown.version === version : !layer) return;
    const old = this.shown?.mesh;
    old?.removeFromParent();
    old?.geometry.dispose();
    (old?.material as ShaderMaterial | undefined)?.dispose();
    const mesh = layer && picked ? highlight(layer, picked.id, this.pixel) : null;
    if (mesh) this.viewport.scene.add(mesh);
    this.shown = layer ? { mesh, key, version } : null;
  }
}
