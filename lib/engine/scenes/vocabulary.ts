/** The words a prompt may use. Entries are singular and lower case; several words stand for a phrase. */
import type { ColourName, Mood, SceneName } from './choice.ts';

export const SCENE_WORDS: Record<SceneName, string> = {
  autumn: 'autumn, autumnal, october, november, maple, falling leaf, fall leaf, harvest',
  beach:
    'beach, ocean, sea, seaside, coast, coastal, tropical, tropic, island, summer, surf, surfing, surfer, palm, sand, sandy, shore, seashore, lagoon, hawaii, caribbean, bali, holiday, vacation, pool',
  cafe: 'cafe, café, coffee, coffee shop, coffeehouse, bar, pub, restaurant, bistro, library, bookshop, bookstore, bookshelf, cosy, cozy, candle, candlelight, candlelit',
  city: 'city, cyberpunk, cyber punk, neon, urban, street, tokyo, skyline, nightlife, night life, downtown, metropolis, skyscraper, new york, manhattan, hong kong, futuristic, sci fi, scifi, vaporwave, synthwave, town, rooftop, building',
  desert: 'desert, dune, sahara, egypt, oasis, canyon, wild west, western, cactus, savanna, savannah, safari',
  fantasy:
    'fantasy, magic, magical, wizard, castle, fairy, fairytale, dragon, elf, elven, kingdom, witch, enchanted, medieval, knight, princess, prince, unicorn, mystical, mythical, sorcerer, king, queen',
  fire: 'fire, fiery, flame, flaming, lava, hell, inferno, volcano, volcanic, phoenix, burning, blaze',
  forest: 'forest, jungle, tree, wood, woods, woodland, nature, rainforest, pine, outdoors, outdoor, bamboo',
  meadow:
    'meadow, flower, floral, garden, park, field, sunflower, tulip, rose, daisy, lawn, grass, countryside, picnic',
  mountain: 'mountain, hill, valley, alp, alps, alpine, hiking, hiker, hike, himalaya, peak, highland, cliff, lake',
  night: 'night, nighttime, midnight, moon, moonlight, moonlit, night sky, firefly, halloween',
  office:
    'office, business, corporate, linkedin, professional, resume, cv, suit, work, workplace, headshot, company, ceo, meeting, formal, job',
  party: 'party, birthday, confetti, celebration, celebrate, celebrating, disco, carnival, festive, new year, balloon',
  rain: 'rain, rainy, storm, stormy, thunder, thunderstorm, lightning, monsoon, drizzle',
  sakura: 'sakura, cherry blossom, cherry, blossom, blossoming, spring, springtime, japan, japanese, petal, kyoto',
  snow: 'snow, snowy, snowing, winter, wintry, ice, icy, frozen, christmas, xmas, arctic, frost, frosty, snowflake, ski, skiing, antarctica, blizzard',
  space:
    'space, outer space, galaxy, galactic, star, starry, stars, cosmic, cosmos, astronaut, nebula, planet, universe, interstellar, orbit, spaceship, milky way, alien, celestial',
  stage:
    'stage, concert, spotlight, gig, rockstar, rock star, singer, theatre, theater, festival, dj, band, show, music',
  sunset: 'sunset, sunrise, golden hour, dusk, dawn, twilight, sundown, evening',
  underwater:
    'underwater, under water, mermaid, reef, coral reef, coral, aqua, aquatic, aquarium, diving, diver, atlantis, deep sea',
};

export const COLOUR_WORDS: Record<ColourName, string> = {
  red: 'red, crimson, scarlet, ruby, burgundy, maroon',
  orange: 'orange, tangerine, amber, apricot, copper',
  yellow: 'yellow, lemon, mustard',
  green: 'green, emerald, lime, olive, sage, mint',
  teal: 'teal',
  turquoise: 'turquoise, cyan',
  blue: 'blue, azure, sapphire, cobalt, sky blue',
  navy: 'navy, navy blue, indigo, dark blue',
  purple: 'purple, violet, magenta, plum, amethyst',
  lavender: 'lavender, lilac, mauve',
  pink: 'pink, fuchsia, salmon, peach, hot pink',
  brown: 'brown, chocolate, bronze, tan',
  beige: 'beige, cream, ivory, sandstone',
  gold: 'gold, golden',
  silver: 'silver, silvery, chrome',
  gray: 'gray, grey, slate, charcoal',
  black: 'black',
  white: 'white',
};

export const MOOD_WORDS: Record<Mood, string> = {
  warm: 'warm, warmth, warmer, sunny, sunlit, sunshine',
  cool: 'cool, cold, cooler, chilly, chill',
  dramatic: 'dramatic, moody, dark, gloomy, intense, gothic, epic, mysterious, cinematic, contrast',
  soft: 'soft, softly, gentle, dreamy, romantic, delicate, tender, calm, hazy, misty, foggy',
  bright: 'bright, vibrant, vivid, colorful, colourful, cheerful, happy, lively, bold, luminous, saturated',
  pastel: 'pastel, candy, muted',
  vintage: 'vintage, retro, nostalgic, sepia, 70s, seventies, film, faded, analog, analogue, antique',
  noir: 'noir, film noir, black and white, black white, monochrome, greyscale, grayscale, b w',
};

/** Words that say 'somewhere' and leave it to the seed. */
export const ANYWHERE: Record<string, readonly [SceneName, ...SceneName[]]> = {
  travel: ['beach', 'mountain', 'desert', 'city'],
  adventure: ['mountain', 'desert', 'forest', 'fantasy'],
  landscape: ['mountain', 'meadow', 'sunset', 'forest'],
  sky: ['meadow', 'sunset', 'mountain'],
  surprise: ['space', 'beach', 'city', 'fantasy', 'party', 'underwater', 'stage'],
  random: ['space', 'beach', 'city', 'fantasy', 'party', 'underwater', 'stage'],
};

/** A second scene cannot be painted, but these give the first one their light. */
export const LIGHT_OF_SCENE: Partial<Record<SceneName, Mood>> = {
  sunset: 'warm',
  autumn: 'warm',
  fire: 'warm',
  desert: 'warm',
  snow: 'cool',
  rain: 'cool',
  night: 'dramatic',
};

/** Words that carry no wish of their own, and those that name the picture that is drawn anyway. */
export const STOP_WORDS =
  'a an the this that these those some any all each every another other such own same and or but nor so yet if then than as at by for from in into of off on onto out over to up upon with within about above across after against along among around before behind below beneath beside besides between beyond down during inside near outside past per since through throughout toward towards under underneath until via i me my mine myself you your yours he him his she her hers it its itself we us our ours they them their theirs who whom whose which what when where while why how is am are was were be been being do does did doing done has have had having can could may might must shall should will would let lets get got give make made making makes put take want wants wanted wish need like likes looks look looking please just very really quite too also only more most much many few less least little lot lots bit kind sort one ones here there not no without never none s t re ve ll d m im avatar avatars portrait portraits photo photos photograph picture pictures pic image images selfie background backgrounds backdrop scene scenes scenery setting style styled theme themed vibe vibes mood moods feel feeling atmosphere colour colours color colors coloured colored tone tones toned lit light lights lighting person face';

/** A word straight after one of these is not wished for. */
export const NEGATIONS = 'no not without never except minus';
