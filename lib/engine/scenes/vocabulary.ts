/** The words a prompt may use. Entries are singular and lower case; several words stand for a phrase. */
import type { ColourName, Mood, SceneName, WearableName } from './choice.ts';

export const SCENE_WORDS: Record<SceneName, string> = {
  action: 'action, superhero, super hero, hero, speed line, explosion, pow, comic burst, sunburst, powerful, energetic',
  aurora: 'aurora, aurora borealis, northern light, polar light, iceland, lapland, norway',
  autumn: 'autumn, autumnal, october, november, maple, falling leaf, fall leaf, harvest',
  beach:
    'beach, ocean, sea, seaside, coast, coastal, tropical, tropic, island, summer, surf, surfing, surfer, palm, palm tree, sand, sandy, shore, seashore, lagoon, hawaii, caribbean, bali, maldives, ibiza, holiday, vacation, pool, sailor, yacht',
  cafe: 'cafe, café, coffee, coffee shop, coffeehouse, bar, pub, restaurant, bistro, cosy, cozy, candle, candlelight, candlelit, diner',
  christmas: 'christmas, xmas, christmas tree, noel, santa, santa claus, father christmas, advent, fairy light',
  city: 'city, cyberpunk, cyber punk, neon, urban, street, tokyo, skyline, nightlife, night life, downtown, metropolis, skyscraper, new york, manhattan, hong kong, futuristic, sci fi, scifi, vaporwave, synthwave, town, building, gaming, gamer',
  clouds: 'cloud, cloudy, sky, heaven, heavenly, angel, angelic, pilot, flight, airplane, aeroplane, plane',
  desert: 'desert, dune, sahara, egypt, oasis, canyon, wild west, western, cowboy, cactus, savanna, savannah, safari',
  disco: 'disco, dance, dancing, dancer, dance floor, nightclub, club, clubbing, 80s, eighties, mirror ball',
  fantasy:
    'fantasy, magic, magical, wizard, castle, fairy, fairytale, dragon, elf, elven, kingdom, witch, enchanted, medieval, knight, princess, prince, unicorn, mystical, mythical, sorcerer, king, queen, royal',
  fire: 'fire, fiery, flame, flaming, lava, hell, inferno, volcano, volcanic, phoenix, burning, blaze, campfire, devil',
  forest: 'forest, jungle, tree, wood, woods, woodland, rainforest, pine, outdoors, outdoor, bamboo, camping',
  graffiti: 'graffiti, street art, mural, brick wall, brick, hip hop, hiphop, skate, skater, skateboard, spray paint',
  greenhouse:
    'greenhouse, glasshouse, conservatory, orangery, botanical, botanic garden, houseplant, plant, fern, monstera',
  halloween: 'halloween, pumpkin, spooky, haunted, ghost, vampire, trick or treat, bat, graveyard, zombie',
  hearts: 'heart, valentine, valentines, love, lovely, wedding, bride, groom, kiss',
  kitchen: 'kitchen, bakery, baking, baker, cooking, cook, chef, cake, pastry, bread, patisserie',
  laboratory: 'laboratory, lab, science, scientist, chemistry, chemist, researcher, doctor, medical',
  lanterns:
    'lantern, japanese street, kyoto street, chinatown, izakaya, ramen, night market, shrine, temple, chinese new year, lunar new year',
  library:
    'library, bookshop, bookstore, bookshelf, book, study, professor, academia, dark academia, reading, university, graduation, student',
  meadow:
    'meadow, flower, floral, garden, park, field, sunflower, tulip, rose, daisy, lawn, grass, countryside, picnic, farm, prairie',
  mountain:
    'mountain, hill, valley, alp, alps, alpine, hiking, hiker, hike, himalaya, peak, highland, cliff, lake, swiss, switzerland',
  night: 'night, nighttime, midnight, moon, moonlight, moonlit, night sky, firefly, full moon',
  office:
    'office, business, corporate, linkedin, professional, resume, cv, suit, work, workplace, headshot, company, ceo, meeting, formal, job, startup, lawyer, manager',
  party: 'party, birthday, confetti, celebration, celebrate, celebrating, carnival, festive, new year, balloon',
  rain: 'rain, rainy, storm, stormy, thunder, thunderstorm, lightning, monsoon, drizzle, raindrop',
  rooftop: 'rooftop, roof, terrace, balcony, blue hour, penthouse',
  sakura: 'sakura, cherry blossom, cherry, blossom, blossoming, spring, springtime, japan, japanese, petal, kyoto',
  snow: 'snow, snowy, snowing, winter, wintry, ice, icy, frozen, arctic, frost, frosty, snowflake, ski, skiing, antarctica, blizzard, snowboard',
  space:
    'space, outer space, galaxy, galactic, star, starry, stars, cosmic, cosmos, astronaut, nebula, planet, universe, interstellar, orbit, spaceship, milky way, alien, celestial',
  stadium:
    'stadium, arena, football, soccer, sport, sporty, athlete, athletic, champion, olympic, olympics, rugby, match, fan',
  stage:
    'stage, concert, spotlight, gig, rockstar, rock star, singer, theatre, theater, festival, dj, band, show, music, musician, punk',
  sunset: 'sunset, sunrise, golden hour, dusk, dawn, twilight, sundown, evening',
  underwater:
    'underwater, under water, mermaid, reef, coral reef, coral, aqua, aquatic, aquarium, diving, diver, atlantis, deep sea, submarine',
  vineyard: 'vineyard, wine, winery, tuscany, tuscan, provence, italy, italian, lavender field, olive grove',
};

/** What can be put on. Words that are scenes too give both: a wizard has a hat and a castle. */
export const WEARABLE_WORDS: Record<WearableName, string> = {
  bandana: 'bandana, bandanna, headscarf, pirate, buccaneer',
  beanie: 'beanie, woolly hat, wool hat, knit hat, knitted hat, bobble hat, winter hat, pom pom hat',
  bowtie: 'bow tie, bowtie, bow',
  bunnyears: 'bunny ear, rabbit ear, bunny, rabbit, easter bunny',
  catears: 'cat ear, kitty ear, cat girl, catgirl, cat boy, neko, cat, kitten',
  cowboyhat: 'cowboy hat, cowgirl hat, western hat, stetson, cowboy, cowgirl, sheriff, sun hat, straw hat',
  crown: 'crown, tiara, diadem, king, queen, prince, princess, royal',
  eyepatch: 'eyepatch, eye patch, pirate patch, pirate, buccaneer',
  flowercrown: 'flower crown, floral crown, flower wreath, wreath, garland, flower in hair, flower headband',
  glasses: 'glasses, eyeglasses, spectacles, reading glasses, nerd',
  graduationcap: 'graduation cap, graduation hat, mortarboard, graduate, graduation',
  halo: 'halo, angel, angelic, saint',
  headphones: 'headphones, headphone, headset, earphones, dj, gamer, gaming',
  partyhat: 'party hat, birthday hat, cone hat',
  santahat: 'santa hat, christmas hat, santa, santa claus, father christmas',
  sunglasses: 'sunglasses, sun glasses, shades, aviators, aviator, sunnies, dark glasses',
  tophat: 'top hat, tophat, magician, gentleman, ringmaster',
  wizardhat: 'wizard hat, witch hat, witches hat, wizard, witch, sorcerer, magician hat',
};

/** Things to wear that leave the choice to the seed. */
export const ANY_WEARABLE: Record<string, readonly WearableName[]> = {
  hat: ['cowboyhat', 'tophat', 'beanie'],
  'animal ear': ['catears', 'bunnyears'],
};

/** What a colour right before belongs to, and cannot be given: people keep their own hair, eyes and clothes. */
export const OWN_THINGS =
  'hair eye eyes eyed haired skin skinned lip lips lipstick beard moustache mustache brow brows eyebrow eyebrows eyelashes makeup nails nail dress shirt blouse jacket coat hoodie sweater jumper t tshirt tie scarf top blazer skirt cape cloak armor armour uniform earring earrings necklace hat cap helmet gown sari kimono robe';
/** Words that may stand between a colour and such a thing. */
export const BETWEEN = 'long short curly wavy straight colored coloured and big bright smoky silk leather wool';

/** Negative prompts only: wishes about the lens. */
export const BLUR_WORDS = 'blur, bokeh, blurred background, blurry background, out of focus, defocus, depth of field';

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
  soft: 'soft, softly, gentle, dreamy, dreamlike, ethereal, romantic, delicate, tender, calm, hazy, misty, foggy',
  bright: 'bright, vibrant, vivid, colorful, colourful, cheerful, happy, lively, bold, luminous, saturated',
  pastel: 'pastel, candy, muted',
  vintage: 'vintage, retro, nostalgic, sepia, 70s, seventies, film, faded, analog, analogue, antique',
  noir: 'noir, film noir, black and white, black white, monochrome, greyscale, grayscale, b w',
};

/** Words that say 'somewhere' and leave it to the seed. */
export const ANYWHERE: Record<string, readonly SceneName[]> = {
  travel: ['beach', 'mountain', 'desert', 'city', 'vineyard', 'lanterns'],
  adventure: ['mountain', 'desert', 'forest', 'fantasy'],
  landscape: ['mountain', 'meadow', 'sunset', 'vineyard', 'forest'],
  nature: ['forest', 'meadow', 'mountain', 'greenhouse'],
  indoor: ['library', 'cafe', 'kitchen', 'greenhouse'],
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
  aurora: 'cool',
  halloween: 'dramatic',
};

/** Words that carry no wish of their own, and those that name the picture that is drawn anyway. */
export const STOP_WORDS =
  'a an the this that these those some any all each every another other such own same and or but nor so yet if then than as at by for from in into of off on onto out over to up upon with within about above across after against along among around before behind below beneath beside besides between beyond down during inside near outside past per since through throughout toward towards under underneath until via i me my mine myself you your yours he him his she her hers it its itself we us our ours they them their theirs who whom whose which what when where while why how is am are was were be been being do does did doing done has have had having can could may might must shall should will would let lets get got give make made making makes put take want wants wanted wish need like likes looks look looking please just very really quite too also only more most much many few less least little lot lots bit kind sort one ones here there not no without never none s t re ve ll d m im avatar avatars portrait portraits photo photos photograph picture pictures pic image images selfie background backgrounds backdrop scene scenes scenery setting style styled theme themed vibe vibes mood moods feel feeling atmosphere colour colours color colors coloured colored tone tones toned lit light lights lighting person face wearing wear wears worn avoid exclude excluding';

/** A word straight after one of these is not wished for. */
export const NEGATIONS = 'no not without never except minus avoid exclude excluding';
