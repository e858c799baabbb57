/** Bodies of claims in the picture: those of the twin, of a result, and of a plan that is tried out; they grow with the year. */
import { LineSegments, Mesh, Vector3 } from "three";
import type { BufferAttribute } from "three";
import { places, radiusAt } from "../core/claims";
import type { Claim } from "../core/claims";
import { VERDICTS, VERDICT_COLOURS } from "../core/conflicts";
import type { Verdict } from "../core/conflicts";
import { rgbOf } from "../core/palette";
import { FUNCTIONS, functionColour } from "../core/subsurface";
import type { State } from "../core/state";
import { MOST_FUNCTIONS, claimMaterial, claimUniforms } from "./claim-material";
import type { ClaimUniforms } from "./claim-material";
import { ClaimShapes } from "./claim-shapes";
import type { Director } from "./director";

const NAMES = Object.keys(FUNCTIONS);
/** Colours by name: those of functions, then those of verdicts, and of a plan that nobody is in the way of. */
export const FREE = "#2f8f5b";
const PAINTS: readonly string[] = [...NAMES, ...VERDICTS, "free"];
const paintColour = (name: string | undefined): string => (name === "free" ? FREE : VERDICT_COLOURS[name as Verdict] ?? functionColour(name ?? null));
/** Number of a colour in the tables of the shader; unknown ones share the last. */
const numberOf = (name: string): number => (PAINTS.indexOf(name) + MOST_FUNCTIONS) % MOST_FUNCTIONS;

/** Sets of claims that are drawn apart: what stands, the many lines and foundations, a result, a plan. */
export type SetName = "standing" | "many" | "result" | "plan";

class ClaimSet {
  claims: readonly Claim[] = [];
  readonly fill: Mesh;
  readonly edges: LineSegments;

  constructor(readonly uniforms: ClaimUniforms) {
    this.fill = new Mesh(undefined, claimMaterial(uniforms, false));
    this.edges = new LineSegments(undefined, claimMaterial(uniforms, true));
    for (const [order, object] of [this.fill, this.edges].entries()) {
      object.frustumCulled = false;
      object.renderOrder = 14 + order;
      object.visible = false;
    }
  }

  use(claims: readonly Claim[], shapes: ClaimShapes): void {
    this.claims = claims;
    claims.forEach((claim, row) => shapes.add(claim, row));
    const { fill, edges } = shapes.build();
    this.fill.geometry.dispose();
    this.edges.geometry.dispose();
    this.fill.geometry = fill;
    this.edges.geometry = edges;
  }

  /** Give each claim another colour than that of its function. */
  paint(name: (claim: Claim) => string): void {
    const numbers = this.claims.map((claim) => numberOf(name(claim)));
    const tag = this.fill.geometry.getAttribute("tag") as BufferAttribute | undefined;
    for (let i = 0; tag && i < tag.count; i++) tag.setX(i, numbers[tag.getY(i)]!);
    if (tag) tag.needsUpdate = true;
  }

  set visible(on: boolean) {
    for (const object of [this.fill, this.edges]) object.visible = on && this.claims.length > 0;
  }

  focus(ids: readonly string[]): void {
    const [first, second] = ids.map((id) => this.claims.findIndex((claim) => claim.id === id));
    this.uniforms.uFocus.value.set(first ?? -1, second ?? -1);
    this.uniforms.uFaded.value = ids.length > 0 ? 1 : 0;
  }
}

export class Claims {
  private readonly sets: Record<SetName, ClaimSet>;
  private readonly year = { value: 2025 };
  private readonly many = { value: 0 };
  private readonly shown = { value: Array.from({ length: MOST_FUNCTIONS }, () => 1) };

  constructor(private readonly director: Director) {
    const colours = Array.from({ length: MOST_FUNCTIONS }, (_, i) => new Vector3(...rgbOf(paintColour(PAINTS[i])).map((part) => part / 255)));
    const set = (): ClaimSet => new ClaimSet(claimUniforms(director.pixel, this.year, this.shown, this.many, { value: colours }));
    this.sets = { standing: set(), many: set(), result: set(), plan: set() };
    director.world.viewport.scene.add(...Object.values(this.sets).flatMap(({ fill, edges }) => [fill, edges]));
  }

  claims(name: SetName): readonly Claim[] {
    return this.sets[name].claims;
  }

  /** Put claims in a set, in the place of what was there. */
  use(name: SetName, claims: readonly Claim[]): void {
    const { world } = this.director;
    const shapes = new ClaimShapes(world.files.page.origin, numberOf, (x, y) => world.levels.groundAt(x, y));
    this.sets[name].use(claims, shapes);
    this.apply(this.director.store.state);
  }

  apply(state: State): void {
    const { bodies, conflicts, plan } = state;
    this.setYear(state.year ?? this.director.world.files.page.reference_year);
    this.shown.value.forEach((_, i, all) => (all[i] = bodies?.hidden.includes(NAMES[i] ?? "") ? 0 : 1));
    this.many.value = bodies?.many ? 1 : 0;
    this.sets.result.visible = conflicts !== null;
    this.sets.standing.visible = bodies !== null && conflicts === null;
    this.sets.many.visible = bodies !== null && bodies.many && conflicts === null;
    this.sets.plan.visible = plan !== null;
    this.director.world.viewport.invalidate();
  }

  /** A moment between two years, too, while they run. */
  setYear(year: number): void {
    this.year.value = year;
    this.director.world.viewport.invalidate();
  }

  /** Let two claims stand out before all others; none ends that. */
  focus(ids: readonly string[]): void {
    // The smaller of both comes first: it must be seen within the other.
    const order = [...ids].sort((a, b) => this.halfWidth(a) - this.halfWidth(b));
    for (const set of Object.values(this.sets)) set.focus(order);
    this.director.world.viewport.invalidate();
  }

  /** The verdict on each body of a plan in its colour, and how far the plan was dragged since they were told, m. */
  dressPlan(verdictOf: (id: string) => Verdict | null, dx: number, dy: number): void {
    const { uniforms } = this.sets.plan;
    this.sets.plan.paint(({ id }) => verdictOf(id) ?? "free");
    uniforms.uShift.value.set(dx, dy);
    uniforms.uStrength.value = 1.6;
    this.director.world.viewport.invalidate();
  }

  /** Half the width of a claim in plan in the year that is shown, with the room round its outline, m; 0 where it is not known. */
  halfWidth(id: string): number {
    let [x0, y0, x1, y1, room] = [Infinity, Infinity, -Infinity, -Infinity, 0];
    for (const { claims } of Object.values(this.sets)) {
      for (const claim of claims.filter((each) => each.id === id)) {
        room = Math.max(room, radiusAt(claim, this.year.value));
        for (const [x = 0, y = 0] of places(claim.geometry)) [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
      }
    }
    return Math.max(0, x1 - x0, y1 - y0) / 2 + room;
  }
}
