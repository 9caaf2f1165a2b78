// Written for Parley from what published tallies of leaked passwords have in common; `isCommonPassword` reads it by rule.

/** Passwords of 8 characters and more that many people use, in lower case; number runs and keyboard walks mostly. */
export const commonPasswords: readonly string[] = `
  !qaz2wsx !qaz@wsx 00000001 00001111 007007007 0123456789 0987654321 0okmnji9 0p9o8i7u 10101010 101010101
  10203040 1020304050 102030405060 11111112 11112222 11223344 1122334455 112233445566 12121212 123123123 123321123
  12341234 12344321 123454321 1234554321 12345670 12345677 12345678 123456780 123456781 123456789 1234567890
  12345679 123456987 123456abc 123456qwerty 1234abcd 1234asdf 1234qwer 1234zxcv 123654789 123abc123 123qweasd
  123qweasdzxc 13131313 13579246 135792468 14141414 147258369 147852369 14789632 159357456 159753456 16180339
  19841984 19851985 19861986 19871987 19881988 19891989 19901990 19911991 19921992 19931993 19941994 19951995
  19961996 19971997 19981998 19991999 1a2b3c4d 1a2s3d4f 1password 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz!qaz
  1qaz2wsx 1qaz2wsx3edc 1qazxsw2 20002000 20012001 20102010 20112011 20122012 20202020 20212021 20222022 20232023
  20242024 21212121 22221111 23232323 24681012 246813579 27182818 2wsx3edc 31415926 314159265 321654987 33334444
  420420420 456789123 55556666 69696969 741852963 77778888 78945612 789456123 87654321 88888888 963852741
  987654123 987654321 99998888 99999999 9ijnbhu8 @wsx#edc a1234567 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5
  a1s2d3f4 aa123456 aa12345678 abc12345 abc123456 abc123abc abcd1234 admin123 admin1234 administrator1 as123456
  asd12345 asd123456 asd123asd asdf1234 asdqwe123 ashley12 asshole1 baseball1 bgt56yhn blink182 bullshit1
  changeme1 changeme123 charlie1 correct-horse-battery-staple correcthorsebatterystaple demo1234 dragon12
  football1 fuckyou1 guest1234 hello123 hello1234 iloveyou1 iloveyou2 jessica1 jordan23 letmein1 letmein123
  love1234 master123 michael1 michelle1 mko09ijn monkey12 mypass123 myspace1 ncc1701d ncc1701e nhy67ujm p4ssw0rd
  p4ssword p@ssw0rd pa55w0rd pa55word pass1234 pass12345 pass123456 passw0rd password123 password1234 princess1
  q1234567 q1w2e3r4 q1w2e3r4t5 q2w3e4r5 qazxswedc qq123456 qw12er34 qwe12345 qwe123456 qwe123qwe qweasd123
  qwer1234 qwerty12 qwerty123 qwerty1234 qwerty123456 root1234 secret123 shadow12 sunshine1 superman1 temp1234
  test1234 thx1138thx trustno1 user1234 vfr45tgb welcome1 welcome123 xsw23edc z1234567 zaq!2wsx zaq12wsx zaq1zaq1
  zxc12345 zxc123456 zxc123zxc zxcv1234 zz123456
`
  .trim()
  .split(/\s+/);

/** Words that many people's passwords consist of, alone or with a few digits or signs behind; lower case. */
export const commonStems: readonly string[] = `
  aabbcc abc abcabc abcd abcdef access access14 account acdc adidas admin adminadmin administrator africa airforce
  ajax aladdin alaska alejandra alejandro alexander alexandra alexandre alien aliens always amanda amazon amen
  america american amor amore amoremio amour andrea andrew android angel angelface angelica angelina angels
  anthony antonio anything aphrodite apollo apollo11 apple apples april aragorn argentina army arsenal arsenalfc
  asdasd asdf asdfasdf asdfgh asdfghjk asdfghjkl ashley asia assassin assassins asshole athena audi august
  australia autumn avengers awesome awesomeness azerty baby babyboy babydoll babyface babygirl babylove badass
  badboy badgirl bambi banana bangladesh bank banking barbie barcelona bartsimpson baseball basketball batman
  bayern beach bears beatles beautiful beauty beckham bella bellissima benfica benjamin berlin bestfriend
  bestfriends beyonce bible bigboy bigdaddy bigdog biggie biggirl bighead bigmac bigman bigred
  billionaire biology birthday bitch biteme black blackberry blackblack blackcat blackdog blackdragon blackout
  blacksabbath blah blahblah bleach blessed blessing blink blue blueberry blueblue blueeyes bluerose bluesky bmw
  boca bonita bonjour boston boxing brandon brasil brazil britney broncos brother brown buddy budweiser bugsbunny
  bulls bullshit bunny business butter butterfly california callofduty camaro camera cameron canada candy candyman
  captain captainamerica caroline cashmoney catherine cats catwoman cdewsx cellphone celtic celtics champion
  champions chanel changeit changeme changethis charger chargers charizard charles charlie charlotte cheese
  cheeseburger chelsea chelseafc chemistry cherry chevrolet chevy chewbacca chicago chicken chickens children
  china chocolat chocolate christ christian christina christine christopher church ciao cinderella cinema
  cloudstrife cocacola coffee college colombia commando company computer contrasena contraseña cookie cookies
  coolcool cooldude coolgirl coolguy coolio coolman corazon corinthians corona corvette counter counterstrike
  cowboys crazy crazyboy crazygirl creative cricket cristian cristina crystal cubs cupcake cutie cutiepie cycling
  daddy daddysgirl daisy dallas danceing dancer dancing daniel daniela danielle darkangel darklord darkness
  darkside darling darthvader database daughter david deadpool december default demo demodemo demon dentist
  desktop destiny developer devil diablo diamond diamonds digimon disney disneyland doctor dodge dodgers doggy
  dollar dollars dolphin dolphins dominic donald donaldduck dortmund doudou dragon dragonball dragonballz
  dragonfire dragons dreamer dreaming dreams drummer drums ducati dumbledore eagle eagles edcrfv eduardo education
  egypt electric electronic electronics elephant elizabeth elvis emerald emily eminem energy engineer engineering
  england english enterprise espana estrella eternity europe everton everything example facebook faith falcon
  falcons fallenangel family familyfirst familyguy fantastic fantasy father february fernanda fernando ferrari
  finalfantasy finance fire fireball firefighter firefire firefly fireman firstlove fitness flamengo florida
  flower flowers football footballer forest forever foreverlove fortnite forza france francesco francisco frederic
  freedom friday friend friends friendship frodo fucker fuckfuck fuckme fuckoff fuckyou funny futurama gabriel
  gabriela gabrielle gameover gamer games gaming gandalf garden garfield gears geography george germany gerrard
  geslo getout ghost ghostrider giants gladiator gmail goaway godisgood godislove goku gold golden goldfish golf
  golfer goodbye goodluck goodmorning goodtimes goofy google gorgeous gorilla grandma grandpa greece green
  greenday gregory gryffindor gucci guest guestguest guillermo guinness guitar guitarist hacker hacking haha
  hahaha hahahaha hallo halloo halo hamburger hamster handsome happiness happy happybirthday happyday happydays
  hardware harley harleydavidson harmony harrypotter haslo hawaii heather heaven heavenly heavymetal heineken hell
  hello hellokitty hellothere helloworld hercules hermione hermosa hershey heslo highschool hiphop history hobbit
  hockey hogwarts hollywood homer homersimpson homework honda honey honeybee honeybun horse horses hospital
  hotgirl hotmail hotrod hotstuff hottie houston hulk hurricane husband iamawesome iamgod iamtheone icecream
  ichliebedich idiot ihateyou ilovegod iloveher ilovehim iloveit ilovejesus iloveme ilovemom ilovemum iloveu
  iloveyou iloveyouso imagination imagine imissyou immortal india indonesia infinity insane instagram inter
  internet inuyasha iphone ireland ironmaiden ironman isabella island israel istanbul itachi italia italy jackson
  jacqueline jaguar jamaica january japan jasmine jedi jedimaster jelszo jennifer jeremy jessica jesus jesuschrist
  jesusislord jesuslovesme jetaime jets jewel joker jonasbrothers jonathan jordan joseph joshua july june justice
  justin justinbieber juventus karate katherine kathleen kawasaki kenya keyboard killer killerbee killers kimberly
  king kingkong kitten kittens kitty kittycat kobe kobebryant korea korn kristina lakers lamborghini laptop
  lasvegas laugh lauren lawyer lebron ledzeppelin legend legends legolas lemon leonardo letmein letmeinnow liberty
  library liebe lightning linkedin linkinpark lion lions liverpool liverpoolfc lkjhgf login lollol lolo lololol
  london lordjesus lordoftherings losangeles losenord loser loulou loveless lovelove lovely loveme lover loverboy
  lovergirl lovers loveyou lucifer lucky luckycharm luckyme luckyone luigi madonna madrid magic magical malaysia
  manager manchester manchesterunited manutd maple march margaret maria marina marine marines mario marketing
  marlboro marriage martin martina master masterchief masterkey mathematics matrix matrixreloaded matthew mechanic
  medical melissa mercedes merlin messi metal metallica mexico miamor michael michaeljackson michaeljordan
  michelle mickey mickeymouse microsoft midnight milan military millennium million millionaire minecraft minnie
  miracle mitsubishi mivida mnbvcx mnbvcxz mobile mohamed mohammed mommy monday money moneyman moneymoney monica
  monitor monkey monkeys moonlight moonshine morning mortal mortalkombat moscow motdepasse mother motherfucker
  motorbike motorcycle motorola mountain mountaindew mountains movies muhammad music musica mustang myfamily
  mylove mypass mypassword mysecret myspace mystery mystic napoli naruto natalia natalie natasha nathan navy nemo
  netflix network newcastle newpassword newyork neymar nicholas nicole nigeria nightmare nike ninja nintendo
  nirvana nissan nobody nokia nopassword nothing nounou november nurse nursing ocean oceans october office okmijn
  oliver olivia olympus onedirection onelove onepiece opendoor opensesame openup orange orchid packers pakistan
  palmeiras pamela pancake panther panthers paradise paris parola parool passcode passphrase passw passwd password
  passwort passwrd patricia patrick patrickstar patriots peace peaceandlove peaceful peaches peanut peanutbutter
  pearl pegasus penguin penguins pepsi peterpan philippines phoenix phoenixrising photo physics piano picture
  pictures pikachu pineapple pink pinkfloyd pinkpink pirate pirates pizza platinum playboy player playgirl
  playstation plmokn pluto poiuyt pokemon poland police policeman polska pony poohbear porsche portugal poseidon
  power powerful prada prayer predator pretty prettygirl prince princesa princesita princess printer private
  programmer puma punisher puppies puppy purple pussycat qazwsx qazwsxedc queen qwaszx qweasd qweasdzxc qweqwe
  qwer qwerqwer qwerty qwertyui qwertyuiop qwertz rabbit raiders rainbow raindrop rambo rangers rapper ravens
  realmadrid rebecca redbull reddragon redneck redred redskins redsox redwings reebok rfvtgb ricardo rich richard
  richman rihanna river robert roberto roblox robocop rock rocket rockets rocknroll rockstar rocky rockyou rodrigo
  rolex roma ronaldo rooney root rootroot rose roses router ruby rugby runescape runner running russell russia
  sabrina sailormoon sakura salasana samantha sample samsung samuel samurai sandra santiago santos sapphire sasuke
  satan saturday schatz schatzi school science scooby scoobydoo scooter scorpion scotland sebastian secret secure
  security sega senha sephiroth september serenity server sexy sexybaby sexyboy sexygirl shadow shadows shakira
  shithead sifre signin silver simba simpsons singapore singer sister sisters skateboard skater skywalker slipknot
  slytherin smile smiles smiley snake snapchat snickers sniper snoopy snowball snowboard snowflake snowman soccer
  softball software soldier soleil something sonic sonnenschein southpark spaghetti spain spartacus spartan
  spartans spider spiderman spirit spongebob sporting spring springtime stallion starbucks starcraft stardust
  starlight starstar startrek starwars steelers stephanie stephen steven stinky storm strawberry strength strong
  student students stunner stupid stupidity subaru success successful sugar summer summertime sunday sunflower
  sunlight sunny sunrise sunset sunshine superadmin superboy supergirl superman supermario supernova supersecret
  superstar superuser surfer surfing susana suzuki sweetdreams sweetheart sweetie sweetlove sweetness sweetpea
  sweets sweety swimmer swimming sylvester sysadmin system tatiana teacher teaching teamo teddybear tekken
  telephone television temp temporary temppass temptation tennis tequiero tequila terminator tesoro test tester
  testing testpass testtest texas thailand thankgod thebest theboss thegame theking themaster theone thepassword
  theresa thomas thunder thunderbird thursday tiamo tiger tigers tigger timeout timothy tinkerbell titan titanic
  together tomorrow toor topsecret tornado tottenham toyota travel traveler treasure trinity trouble truck trucker
  truelove trustno trustnoone tuesday tulip tupac turkey turtle tweety twilight twitter twix ukraine undertaker
  unicorn united universe university user username vacation valentina valentine valeria vampire vampires vanessa
  vegas vegeta veronica victoria victory video vietnam viking vikings vincent violet violin virginia visitor vodka
  voldemort volkswagen volleyball voyager wachtwoord warcraft warrior warriors waterfall watermelon webmaster
  wedding wednesday welcome welcomeback welcomehome werewolf whatever whatsapp whatsup whiskey white whiteboy
  whitewolf whocares wifi wildcat wildcats william windows winner winnie winniethepooh winter wintertime wireless
  wisdom wizard wolf wolverine wolves wonderful wonderland wonderwoman woodland worldofwarcraft wrestling wsxedc
  xbox xmen xoxo xoxoxo yahoo yamaha yankees yellow yesterday yoda yourpassword youtube zaqwsx zaqxsw zelda
  zeppelin zeus zombie zombies zxcv zxcvbn zxcvbnm zxcvzxcv zxczxc
`
  .trim()
  .split(/\s+/);
