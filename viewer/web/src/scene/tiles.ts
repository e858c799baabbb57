/** One 3D Tiles tileset in the local frame, with our own materials, drawn on demand. */
import type { Camera, Object3D, Vector2 } from "three";
import { Mesh } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { TilesRenderer } from "3d-tiles-renderer/three";
import { GLTFMeshFeaturesExtension, GLTFStructuralMetadataExtension } from "3d-tiles-renderer/three/plugins";
import { credentials } from "../core/access";

export interface TilesOptions {
  url: string;
  camera: Camera;
  errorTarget: number;
  metadata: boolean;
  onMesh: (mesh: Mesh) => void;
  onChange: () => void;
}

export class Tiles {
  readonly renderer: TilesRenderer;
  failed: string | null = null;
  private readonly camera: Camera;
  /** Whether something came in that the last update has not seen. */
  private stale = true;

  constructor(options: TilesOptions) {
    this.camera = options.camera;
    const tiles = new TilesRenderer(options.url);
    tiles.fetchOptions = { headers: credentials() };
    tiles.errorTarget = options.errorTarget;
    tiles.loadSiblings = false;
    if (options.metadata) {
      const loader = new GLTFLoader(tiles.manager);
      loader.register(() => new GLTFMeshFeaturesExtension());
      loader.register(() => new GLTFStructuralMetadataExtension());
      tiles.manager.addHandler(/\.(gltf|glb)$/g, loader);
    }
    tiles.setCamera(options.camera);
    tiles.addEventListener("load-model", ({ scene }: { scene: Object3D }) => {
      scene.updateMatrixWorld(true);
      scene.traverse((object) => {
        if (object instanceof Mesh) options.onMesh(object);
      });
      options.onChange();
    });
    tiles.addEventListener("needs-update", () => {
      this.stale = true;
      options.onChange();
    });
    tiles.addEventListener("tiles-load-end", options.onChange);
    tiles.addEventListener("load-error", ({ error }: { error: Error }) => {
      this.failed = error.message;
      options.onChange();
    });
    this.renderer = tiles;
  }

  update(size: Vector2): void {
    this.renderer.setResolution(this.camera, size);
    this.stale = false;
    this.renderer.update();
  }

  get busy(): boolean {
    if (this.failed) return false;
    return !this.renderer.rootTileset || this.stale || this.renderer.loadProgress < 1;
  }

  get visible(): number {
    return this.renderer.visibleTiles.size;
  }

  dispose(): void {
    this.renderer.group.removeFromParent();
    this.renderer.dispose();
  }
}
