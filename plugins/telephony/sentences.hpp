#pragma once

#include <kontor/translated.hpp>

namespace kontor::telephony {

inline constexpr Translated kIncoming{"Incoming call from {0}", "Входящий звонок с {0}",
                                      "Inkommande samtal från {0}", "Indgående opkald fra {0}"};
inline constexpr Translated kMissed{"Missed call from {0}", "Пропущенный звонок с {0}",
                                    "Missat samtal från {0}", "Ubesvaret opkald fra {0}"};
inline constexpr Translated kOutgoing{"Call to {0}", "Звонок на {0}", "Samtal till {0}",
                                      "Opkald til {0}"};
inline constexpr Translated kWaited{"Waited {0} s.", "Ожидание: {0} с.", "Väntade {0} s.",
                                    "Ventede {0} s."};
inline constexpr Translated kOnHold{"On hold {0} s.", "На удержании: {0} с.", "Parkerad {0} s.",
                                    "På hold {0} s."};
inline constexpr Translated kQueue{"Queue {0}.", "Очередь {0}.", "Kö {0}.", "Kø {0}."};
inline constexpr Translated kUnsure{
    "The connection to the exchange was down when it ended; it lasted at least this long.",
    "Связь с АТС была потеряна, когда звонок закончился: он длился не меньше.",
    "Förbindelsen till växeln var nere när samtalet slutade; det varade minst så länge.",
    "Forbindelsen til centralen var nede, da opkaldet sluttede; det varede mindst så længe."};
inline constexpr Translated kCallBack{"Call back {0}", "Перезвонить {0}", "Ring tillbaka {0}",
                                      "Ring tilbage til {0}"};
inline constexpr Translated kCalling{
    "Your telephone rings, then {0} is called.", "Ваш телефон зазвонит, затем будет вызван {0}.",
    "Din telefon ringer, sedan rings {0} upp.", "Din telefon ringer, derefter ringes {0} op."};
inline constexpr Translated kNoPhone{"No telephone is set up for you.", "Для вас не задан телефон.",
                                     "Ingen telefon är inställd för dig.",
                                     "Der er ikke sat en telefon op til dig."};
inline constexpr Translated kNoNumber{"This person has no complete telephone number.",
                                      "У этого человека нет полного номера телефона.",
                                      "Personen har inget fullständigt telefonnummer.",
                                      "Personen har ikke et fuldstændigt telefonnummer."};
inline constexpr Translated kNotDialable{
    "This is no number that can be dialled: {0}", "Этот номер нельзя набрать: {0}",
    "Detta nummer kan inte ringas: {0}", "Dette nummer kan ikke ringes op: {0}"};
inline constexpr Translated kNoExchange{"No telephone exchange is set up.", "АТС не настроена.",
                                        "Ingen telefonväxel är inställd.",
                                        "Der er ikke sat en telefoncentral op."};
inline constexpr Translated kNoCall{"This call has ended, or it is not at your telephone.",
                                    "Этот звонок завершён или не на вашем телефоне.",
                                    "Samtalet har avslutats, eller så är det inte i din telefon.",
                                    "Opkaldet er slut, eller det er ikke på din telefon."};
inline constexpr Translated kNoRooms{
    "No conference room is set up.", "Комнаты для конференций не настроены.",
    "Inget konferensrum är inställt.", "Der er ikke sat et konferencerum op."};
inline constexpr Translated kRoomsInUse{
    "All conference rooms are in use.", "Все комнаты для конференций заняты.",
    "Alla konferensrum är upptagna.", "Alle konferencerum er optaget."};
inline constexpr Translated kOrderRefused{"The exchange refused: {0}", "АТС отказала: {0}",
                                          "Växeln vägrade: {0}", "Centralen afviste: {0}"};
inline constexpr Translated kLoginRefused{
    "The exchange refused the login: {0}", "АТС отклонила вход: {0}",
    "Växeln vägrade inloggningen: {0}", "Centralen afviste login: {0}"};
inline constexpr Translated kNotConnectedYet{"Not connected yet.", "Соединения ещё нет.",
                                             "Inte ansluten än.", "Ikke forbundet endnu."};
inline constexpr Translated kNoAnswer{"The exchange does not answer.", "АТС не отвечает.",
                                      "Växeln svarar inte.", "Centralen svarer ikke."};
inline constexpr Translated kBroken{"The connection to the exchange broke.",
                                    "Связь с АТС прервалась.", "Förbindelsen till växeln bröts.",
                                    "Forbindelsen til centralen blev afbrudt."};
inline constexpr Translated kNoManager{
    "What answers at this address sends what no exchange sends.",
    "По этому адресу приходит то, чего АТС не отправляет.",
    "Det som svarar på adressen skickar sådant som ingen växel skickar.",
    "Det, der svarer på adressen, sender noget, som ingen central sender."};
inline constexpr Translated kMuchPassedOver{
    "The exchange sends lines that are no part of its manager interface; they are passed over.",
    "АТС отправляет строки, которых нет в её интерфейсе управления; они пропускаются.",
    "Växeln skickar rader som inte hör till dess gränssnitt; de hoppas över.",
    "Centralen sender linjer, der ikke hører til dens grænseflade; de springes over."};
inline constexpr Translated kPushedOut{
    "The exchange tells of more calls than there can be; the oldest that nobody answered are no "
    "longer followed.",
    "АТС сообщает о большем числе звонков, чем возможно; самые старые неотвеченные больше не "
    "отслеживаются.",
    "Växeln berättar om fler samtal än det kan finnas; de äldsta obesvarade följs inte längre.",
    "Centralen fortæller om flere opkald, end der kan være; de ældste ubesvarede følges ikke "
    "længere."};
inline constexpr Translated kNotConnected{
    "There is no connection to the exchange: {0}", "Нет связи с АТС: {0}",
    "Det finns ingen förbindelse till växeln: {0}", "Der er ingen forbindelse til centralen: {0}"};
inline constexpr Translated kNoRecording{
    "Recording is switched off in the settings.", "Запись отключена в настройках.",
    "Inspelning är avstängd i inställningarna.", "Optagelse er slået fra i indstillingerne."};
inline constexpr Translated kNotLicensed{
    "The company's licence does not cover recording. An administrator can buy it in Add-ons.",
    "Лицензия компании не включает запись. Администратор может купить её в разделе дополнений.",
    "Företagets licens omfattar inte inspelning. En administratör kan köpa den bland tilläggen.",
    "Virksomhedens licens omfatter ikke optagelse. En administrator kan købe den blandt "
    "tilføjelserne."};
inline constexpr Translated kRecording{"Recording of the call: {0}", "Запись звонка: {0}",
                                       "Inspelning av samtalet: {0}", "Optagelse af opkaldet: {0}"};
inline constexpr Translated kAnswered{"Answered", "Отвечено", "Besvarade", "Besvarede"};
inline constexpr Translated kDone{"Done.", "Готово.", "Klart.", "Færdig."};

}  // namespace kontor::telephony
