"""Words that no list of return codes may hold: written by hand, by language and by reason."""

import re

# A star stands for every ending. The names of weapons are those that soldiers of this war use.
STOP = {
    "ru": {
        "war": """война воен* военн* арми* солдат* оруж* автомат* пулемёт* пистолет* снаряд*
            ракета ракет бомб* граната гранат мина минн* танк* пушк* пуля пули взрыв* удар*
            штурм* атак* бой боев* фронт* тыл* флот* десант* патрон* окоп* штык* калибр*
            тактик* шлем медал* орден* тачанк* вымпел* радар* лазер* пост карта карты посадка
            позици* снайп* разведк* ядро каска башня поход марш парад налёт сводка наряд заслон
            пике цель мясной полка приклад обход ответный винт авангард""",
        "weapons and their names": """точка герань пион гвоздика тюльпан гиацинт акаци* панцирь
            игла фагот конкурс вихрь ольха тополь василёк сани шмель краб лепесток стрел* утёс
            шквал град смерч ураган торнадо рысь зоопарк птица коробка карандаш минус ноль нуль
            рапира корнет леопард гепард тигр кинжал циркон бук оса куб тор искандер ланцет""",
        "fear": """смерт* кровь труп* убий* гроб* могил* яма яд* страх* ужас* боль* болезн*
            рана ранен* пытк* плен* тюрьм* клетка решётка петля верёвка ловушка капкан омут
            обрыв скелет череп пропаст* гибел* опасн* тревог* враг* месть ненавист* палач*
            паук* змея крыс* нож ножи топор* голод* мороз пожар* огонь костёр бездн* беда горе
            урна сгусток туловище затылок горло риск бутылка швабра вышка этап упадок камера""",
        "law and faith": """полици* милици* суд судья закон* штраф* арест* храм* церк* бог боги
            крест* икон* молитв* ангел* дьявол* ад душа дух* рай жертва обряд ритуал""",
        "power": """власть партия парти* президент* царь король революц* митинг* пикет лозунг*
            союз герб гимн дума гривна рубль народ* флаг* знамя форум съезд свобода мир участок
            прописка тюрбан""",
        "a plan": """план код* пароль* контакт* связь сигнал* секрет* тайна встреч* маршрут*
            выход* проход* проезд брод граница паспорт* документ* шифр* побег* путь ключ адрес
            чертёж схема пункт пропуск отход вылет виза взлёт посадка опознан* выезд опрос
            осмотр приют откуп симка явка""",
        "body, passion, drink and drugs": """секс* член* яйцо грудь голый киска петух козёл
            козел голубой голубая трава травка соль мак кокс косяк конопл* опиум* пунш сидр
            вино водка пиво виски ром коньяк табак* сигар* дурь губа орган хрен сортир сосок
            голень титька закладка таблетка товар порошок поза нужда отпад""",
        "people, names and places": """мама папа брат сестра друг* сосед* тверской панама анис
            марка карп брюки""",
        "not plain": """душевый потешка прятки салочки жмурки щипчики сени дрожки адонис маркиз
            прямой родной весь реальный огонёк голубцы тапок""",
    },
    "uk": {
        "war": """нашивка війна воєн* військ* армія солдат* зброя автомат* кулемет* пістолет*
            снаряд* ракета ракет бомб* граната гранат міна танк* гармат* куля вибух* удар*
            штурм* атак* бій бойов* фронт* тил* флот* десант* набій окоп* калібр* тактик* шолом
            медаль орден* вимпел* радар* лазер* пост карта карти посадка позиц* снайп* розвідк*
            ядро башта похід марш парад каска приціл* служба охорона приклад авангард ранг хлор""",
        "weapons and their names": """точка герань гвоздика тюльпан акація панцир голка фагот
            конкурс вихор вільха тополя джміль краб пелюстка стріл* шквал град смерч ураган
            торнадо зоопарк птах коробка коробочка мінус нуль корнет леопард гепард тигр
            тигреня кинджал бук оса нептун стугна корсар скіф волошка півонія рись""",
        "fear": """смерт* кров труп* вбив* гроб* могил* отрут* страх* жах* біль хвороб* рана
            катув* полон тюрм* клітка решітка петля мотузка пастка омут урвище скелет череп
            загибел* небезпе* тривог* ворог* помст* павук змія щур ніж сокир* голод мороз
            пожеж* вогонь вогнище багаття горе біда безодн* гієна сліди сльоз* туга привид
            носоріг ризик різка тягар горло швабра етап камера осад""",
        "law and faith": """поліц* суд судді закон* штраф* арешт* храм* церкв* бог боги хрест*
            ікон* молитв* ангел* диявол* душа дух духи жертва обряд ритуал ладан свято""",
        "power": """влада партія президент* цар* король революц* мітинг* пікет гасло союз герб
            гімн дума гривня рубль рубель народ* прапор* форум воля свобода рада мир родина""",
        "a plan": """план код* пароль* контакт* звязок сигнал* секрет* таємн* зустріч маршрут*
            вихід прохід проїзд брід кордон паспорт* документ* шифр* втеча шлях ключ* адреса
            адрес схема пункт пропуск виліт віза договір доказ явка викуп наживка притулок""",
        "body, passion, drink and drugs": """секс* член* яйце груди голий півень козел голубий
            трава травичка сіль мак кокс конопл* опіум* пунш сидр вино горілка пиво віскі ром
            коньяк тютюн* сигар* орган стегно лоно закладка таблетка порошок собачий поза""",
        "people, names and places": """мама тато брат сестра друг* сусід* надія британка
            акробат автор диктор рибалка панама карп знавець лада таврія гурман артист* учен*
            земляк садівник копа аякс гобі бабка дітвора""",
        "not plain": """цебро крес ванілька дуршлаг зачинка збан зефірка кадка мапка зошитик
            британка фішка опад серга кошеня- лохань салатник лапшина карман фонарик сушений
            лампадка мреть качата фантик лижі діаметр добавка торф янтарний яркий лапша хомяк
            кусочок творог""",
    },
    "en": {
        "war": """war army soldier tank target march pilot report private major general captain
            arrow rocket missile bomb company uniform veteran victory volley helmet medal flag
            parade front drill draft service radar gun grenade shaft division laser trench
            patrol base battle shoot champion launch rally honor absent alert bolt clip cover
            exercise impact navy outgoing position post push salute siren supply blade chamber
            order""",
        "weapons and their names": """leopard hawk tornado javelin harpoon stinger patriot
            raven poppy hornet avenger delta cobra falcon puma scout panther tiger""",
        "fear": """death blood grave cage trap prison danger penalty wolf shark ghost shadow
            poison thunder storm knife axe crime scary fear escape hemlock hunger spider jaguar dark
            catch fall wreath term wake stump caution""",
        "law and faith": """sheriff jury judge court law gospel temple chapel church heaven
            pilgrim soul faith ritual cross angel bishop spirit sable verdict turban""",
        "power": """senate congress vote president mayor union republic empire kingdom state
            freedom liberty throne crown party citizen crowd nation federal loyal race elite
            peace special unify""",
        "a plan": """passport exit border return route transit permit document plan contact
            code password secret signal message meet agent hidden hideout foreign rescue refuge
            safe safety depot refugee quest bypass cloak demand desert entry envoy exchange
            flight getaway hurry inquiry journey leave license plot reward tariff yield zone""",
        "body, passion, drink and drugs": """beaver member organ knob joint grass hash weed
            cider dose vodka wine beer tavern queer body breast naked malt joker brim chubby
            tonic slim mouth muscle finger knee navel waist bush chick herb pipe powder rubber
            tart tongue kilo""",
        "people, names and places": """admirer anyone artist athlete author baby buddy chef
            chemist chief clerk clown cousin damsel dentist editor engineer engraver expert
            family father foster friend guest human infant jester jockey jogger knight lady
            leader maker master merchant nanny neighbor nephew newborn nobody nominee nursery
            painter partner patient people person pioneer queen robin runner rookie senior
            singer sister somebody staff student surfer tailor teacher team toddler tutor twin
            umpire uncle usher vendor waiter wizard writer youth mother crew group dean jack
            china java jersey english french oriental acrobat orphan myself neptune newton
            dandy bachelor folk junior jasmine owner pupil model gourmet barber gymnast seller
            patron poet elder giant mascot other host mason oracle lima herald sculptor client
            buyer resident retired coach rocker amateur native coyote""",
        "not plain": """about above across after again ahead alike almost aloha along already
            also although always another apart because before below between beyond cosy defined
            indoor into itself many more most much never next only onto onward perhaps right
            self since soon still than upon until very whole aware awhile together seldom often
            once twice around aside agreed announce approach advance clever better biggest fast
            foraging given gorgeous harmony ability accuracy acclaim attitude behavior affair
            bygone gray humor meter theater every everyone differ despite easily enough
            especial ought quite rather unlike without within unaware uncommon mince yucca both
            else same several beside away under inward""",
    },
}


def stopped(language: str) -> re.Pattern[str]:
    """Return the pattern that the forbidden words of a language match whole."""
    entries = (entry for listed in STOP[language].values() for entry in listed.split())
    return re.compile("|".join(re.escape(entry).replace(r"\*", ".*") for entry in entries))
