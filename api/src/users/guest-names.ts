/** Words that are kind or neutral before every animal below: nothing about looks, minds, origins or belief. */
const adjectives = (
  'Amber Ample Autumn Azure Brave Breezy Bright Brisk Calm Candid Cheerful Clever Coastal Copper Cosmic Cozy Crisp ' +
  'Curious Daring Dapper Eager Early Easy Electric Emerald Fabled Fair Fearless Festive Fleet Gallant Gentle Gifted ' +
  'Glad Golden Grand Happy Hardy Honest Indigo Jolly Jovial Joyful Keen Kind Lively Loyal Lucky Lunar Mellow Merry ' +
  'Mighty Mindful Misty Nimble Noble Patient Placid Plucky Polite Quick Quiet Rapid Roaming Rustic Sage Sailing ' +
  'Scarlet Serene Silver Sincere Snowy Solar Spirited Spring Starry Steady Stellar Summer Sunny Swift Tidy Tranquil ' +
  'Trusty Upbeat Valiant Velvet Vivid Wandering Warm Willing Winter Wise Witty Zesty'
).split(' ');

/** Animals that nobody is called in anger. */
const animals = (
  'Albatross Antelope Badger Beaver Bison Bobcat Buffalo Bumblebee Butterfly Caribou Cheetah Chickadee Condor Coyote ' +
  'Crane Cricket Dolphin Dormouse Dragonfly Eagle Egret Elk Falcon Finch Firefly Flamingo Fox Gazelle Gecko Giraffe ' +
  'Goldfinch Grasshopper Grouse Hare Hawk Hedgehog Heron Hummingbird Ibex Ibis Jackdaw Jaguar Kestrel Kingfisher Kite ' +
  'Koala Ladybird Lark Leopard Lemur Lion Llama Lynx Magpie Manatee Marmot Marten Meerkat Moose Narwhal Nightingale ' +
  'Ocelot Octopus Okapi Oriole Osprey Otter Owl Panda Panther Penguin Pelican Puffin Puma Quail Raven Reindeer Robin ' +
  'Salmon Sandpiper Seahorse Seal Sparrow Squirrel Starling Stork Swallow Swan Tern Thrush Tiger Toucan Turtle ' +
  'Walrus Wombat Woodpecker Wren Zebra'
).split(' ');

function pick(words: readonly string[], random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? words[0] ?? '';
}

/**
 * A friendly name for somebody who gave none, such as "Quiet Otter". Not unique: some 10,000 there are.
 * @param random 0 (inclusive) to 1 (exclusive)
 */
export function guestName(random: () => number = Math.random): string {
  return `${pick(adjectives, random)} ${pick(animals, random)}`;
}
