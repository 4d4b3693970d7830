# A market and a host to practise with, for the tutorial: kontor-practice_….deb, beside the SDK.
# Included after their programs are known.
set(practice kontor-market kontor-keys kontor-operator kontor-host kontor-plugins kontor-rehearse)
add_custom_target(practice DEPENDS sdk ${practice})
install(TARGETS ${practice} RUNTIME DESTINATION bin COMPONENT practice)
