/** Names and units of feature attributes in front of people. */
import type { Language } from "../core/types";

const NAMES: Record<string, [nl: string, en: string, unit: string]> = {
  id: ["Kenmerk", "Identifier", ""],
  name: ["Naam", "Name", ""],
  kind: ["Soort", "Kind", ""],
  place: ["Plaats", "Place", ""],
  ground_level: ["Maaiveld", "Ground level", "m NAP"],
  temperature_reservoir: ["Temperatuur reservoir", "Reservoir temperature", "°C"],
  use: ["Gebruik", "Use", ""],
  year: ["Bouwjaar", "Year built", "year"],
  height: ["Hoogte", "Height", "m"],
  floor_level: ["Vloerpeil", "Floor level", "m NAP"],
  dwellings: ["Woningen", "Dwellings", ""],
  residents: ["Bewoners", "Residents", ""],
  foundation: ["Fundering", "Foundation", ""],
  head_level: ["Bovenkant van de houten palen", "Head of the wooden piles", "m NAP"],
  crest_level: ["Kruinhoogte", "Crest level", "m NAP"],
  crest_method: ["Herkomst kruinhoogte", "Origin of crest level", ""],
  return_period: ["Norm (herhalingstijd)", "Standard (return period)", "jaar|years"],
  summer_level: ["Zomerpeil", "Summer level", "m NAP"],
  winter_level: ["Winterpeil", "Winter level", "m NAP"],
  water_level: ["Waterpeil", "Water level", "m NAP"],
  bed_level: ["Bodemhoogte", "Bed level", "m NAP"],
  width: ["Breedte", "Width", "m"],
  length: ["Lengte", "Length", "m"],
  capacity: ["Capaciteit", "Capacity", "m³/s"],
  sill_level: ["Drempelhoogte", "Sill level", "m NAP"],
  network: ["Net", "Network", ""],
  depth: ["Diepte", "Depth", "m"],
  depth_status: ["Herkomst diepte", "Origin of depth", ""],
  diameter: ["Diameter", "Diameter", "m"],
  material: ["Materiaal", "Material", ""],
  screen_top: ["Bovenkant filter", "Top of screen", "m NAP"],
  screen_base: ["Onderkant filter", "Base of screen", "m NAP"],
  discharge: ["Debiet", "Discharge", "m³/s"],
  reservoir_top: ["Bovenkant reservoir", "Top of reservoir", "m NAP"],
  reservoir_base: ["Onderkant reservoir", "Base of reservoir", "m NAP"],
  flow: ["Debiet", "Flow", "m³/s"],
  temperature: ["Temperatuur", "Temperature", "°C"],
  start: ["Vanaf", "From", "year"],
  end: ["Tot", "Until", "year"],
  filter_top: ["Bovenkant filter", "Top of filter", "m NAP"],
  filter_base: ["Onderkant filter", "Base of filter", "m NAP"],
  volume: ["Volume per seizoen", "Volume per season", "m³"],
  top_level: ["Bovenkant", "Top", "m NAP"],
  base_level: ["Onderkant", "Base", "m NAP"],
  top_depth: ["Diepte bovenkant", "Depth of top", "m"],
  period: ["Periode", "Period", ""],
  value: ["Waarde", "Value", ""],
  expectation: ["Verwachting", "Expectation", ""],
  description: ["Omschrijving", "Description", ""],
  status: ["Status", "Status", ""],
  rule: ["Regel", "Rule", ""],
  field: ["Winveld", "Well field", ""],
  valid_from: ["Geldig vanaf", "Valid from", "year"],
  thermal_radius: ["Thermische straal", "Thermal radius", "m"],
  kickoff_level: ["Afbuigpunt", "Kick-off", "m NAP"],
  reservoir: ["Reservoir", "Reservoir", ""],
  depth_source: ["Bron diepte", "Source of depth", ""],
  crossing_depth: ["Diepte kruising", "Depth of crossing", "m"],
  category: ["Categorie", "Category", ""],
  basis: ["Grondslag", "Basis", ""],
  threshold_area: ["Vrijstelling tot", "Exempt up to", "m²"],
  threshold_depth: ["Vrijstelling tot diepte", "Exempt to depth", "m"],
  mean_top_level: ["Gemiddelde bovenkant", "Mean top", "m NAP"],
  mean_base_level: ["Gemiddelde onderkant", "Mean base", "m NAP"],
  source: ["Bron", "Source", ""],
};

/** Well-known words in attribute values. */
const VALUES: Record<string, string> = {
  residential: "wonen", industry: "bedrijf", greenhouse: "kas", office: "kantoor", shop: "winkel", farm: "boerderij",
  public: "publiek", school: "school", health: "zorg", measured: "gemeten", standard: "standaard", estimated: "geschat",
  existing: "bestaand", licence: "vergunning", planned: "gepland", high: "hoog", medium: "middel", low: "laag",
  motorway: "snelweg", provincial: "provinciale weg", local: "lokale weg", street: "straat", rail: "spoor",
  "pumping-station": "gemaal", weir: "stuw", culvert: "duiker", lock: "schutsluis", sluice: "sluis", bridge: "brug",
  hospital: "ziekenhuis", substation: "onderstation", "sewage-plant": "rioolwaterzuivering", drinking_water: "drinkwater",
  piles: "palen", shallow: "op staal", wood: "houten palen", concrete: "betonpalen", "wooden-piles": "houten palen",
  "concrete-piles": "betonpalen", church: "kerk", utility: "nutsvoorziening", design: "ontwerp",
  "boezem-embankment": "boezemkade", "ring-dike": "ringdijk", "river-dike": "rivierdijk", "sea-dike": "zeedijk",
  "secondary-dike": "slaperdijk", "summer-dike": "zomerdijk", primary: "primair", secondary: "secundair", tertiary: "tertiair",
  brook: "beek", creek: "kreek", ditch: "sloot", lake: "meer", "ring-canal": "ringvaart", river: "rivier", sea: "zee",
  "electricity-hv": "elektriciteit hoogspanning", "electricity-mv": "elektriciteit middenspanning",
  "electricity-lv": "elektriciteit laagspanning", "gas-hp": "gas hoge druk", "gas-lp": "gas lage druk",
  "gas-transmission": "gastransport", heat: "warmte", sewer: "riool", water: "drinkwater", survey: "meting",
  aluminium: "aluminium", copper: "koper", "fibre": "glasvezel", steel: "staal", "ductile iron": "nodulair gietijzer",
  "drinking-water": "drinkwater", dune: "duin", "in-force": "van kracht", reserved: "gereserveerd",
  "dwelling mound": "terp", "camp site": "kampplaats", castle: "burcht", fort: "fort", moat: "gracht", road: "weg",
  settlement: "nederzetting", shipwreck: "scheepswrak", bunker: "bunker", town: "stad", "very high": "zeer hoog",
  "very high, protected": "zeer hoog, beschermd",
};

export function attributeName(key: string, lang: Language): string {
  const known = NAMES[key];
  if (known) return known[lang === "nl" ? 0 : 1];
  const words = key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function attributeUnit(key: string, lang: Language): string {
  const unit = NAMES[key]?.[2] ?? "";
  const both = unit.split("|");
  return both[lang === "nl" ? 0 : both.length - 1] ?? "";
}

export function attributeValue(value: string, lang: Language): string {
  return lang === "nl" ? (VALUES[value] ?? value) : value.replaceAll("_", " ").replaceAll("-", " ");
}
