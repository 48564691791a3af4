const adjectives =
  'able amused bald bold brave bright calm capable charming clean clever colorful crawling curious dapper dashing defiant delicate eager elegant enchanting entertaining fearless flawless fortunate gentle gifted glamorous grandiose handsome honorable industrious intelligent judicious kindly learned likeable loud luminous marvelous masked merciful mercurial mysterious nebulous nimble omniscient orderly painted placid polite popular powerful puzzled quick rambunctious rare redolent resilient respected righteous rogue salty sassy selective serious shivering sincere skillful sneaky spiffy stately stylish suave tasteful thoughtful traveling treasured trusting unequaled unique upbeat valuable vaunted victorious welcoming wise worried youthful zealous'.split(
    ' '
  )
const animals =
  'ant ape auk bass bat bear bee bird boar bug calf carp cat cod colt conch cow crab crane croc crow cub deer doe dog dolphin donkey dove duck eel elk fawn finch fish flea fly foal fowl fox frog gnat goat goose grouse grub gull hare hawk hen hog horse hound jay kit kite koi lamb lark loon lynx mare midge mink mole moose moth mouse mule newt owl ox panda penguin perch pig pug quail ram rat ray robin roo rook seal shad shark sheep shoat shrew shrike shrimp skink skunk sloth slug smelt snail snake snipe sow sponge squid squirrel stag steed stoat stork swan tern toad trout turtle vole wasp whale wolf worm wren yak zebra'.split(
    ' '
  )

/** A name for a run that was given none: adjective-animal-number, as in MLflow. `random` gives numbers from 0 up to 1. */
export function makeRunName(random: () => number): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? 'calm'
  return `${pick(adjectives)}-${pick(animals)}-${Math.floor(random() * 1001)}`
}
