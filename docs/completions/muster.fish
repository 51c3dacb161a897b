function __muster_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __muster_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __muster_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __muster_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __muster_parse_tokens -S
    set -l unparsed_tokens (__muster_tokens -pc)
    switch $unparsed_tokens[1]
    case 'muster'
        __muster_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'check'
            __muster_parse_subcommand 0 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'server=' 'ca=' 'pin-sha256=' 'insecure-skip-tls-verify' 'connect-timeout=' 'f/filename=+' 'as=' 'as-group=+' 'n/namespace=' 'stored' 'manifest' 'no-service-account-admission' 'o/output=+' 'q/quiet' 'exit-zero' 'strict' 'version' 'h/help'
        case 'diff'
            __muster_parse_subcommand 0 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'from=+' 'to=+' 'delete=+' 'add=+' 'server=' 'ca=' 'pin-sha256=' 'insecure-skip-tls-verify' 'connect-timeout=' 'f/filename=+' 'as=' 'as-group=+' 'n/namespace=' 'stored' 'manifest' 'no-service-account-admission' 'o/output=+' 'q/quiet' 'exit-zero' 'version' 'h/help'
        case 'lint'
            __muster_parse_subcommand 0 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'o/output=+' 'q/quiet' 'exit-zero' 'rules' 'version' 'h/help'
        case 'explain'
            __muster_parse_subcommand -r 1 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'f/filename=+' 'as=' 'as-group=+' 'n/namespace=' 'update' 'stored' 'manifest' 'no-service-account-admission' 'o/output=' 'q/quiet' 'version' 'h/help'
        case 'get'
            __muster_parse_subcommand -r 1 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'l/selector=' 'o/output=' 'no-headers' 'show-labels' 'ignore-not-found' 'q/quiet' 'version' 'h/help'
        case 'describe'
            __muster_parse_subcommand -r 1 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'l/selector=' 'n/namespace=' 'A/all-namespaces' 'q/quiet' 'version' 'h/help'
        case 'can-i'
            __muster_parse_subcommand -r 1 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'n/namespace=' 'A/all-namespaces' 'as=' 'as-group=+' 'list' 'no-headers' 'q/quiet' 'o/output=' 'version' 'h/help'
        case 'who-can'
            __muster_parse_subcommand -r 1 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'n/namespace=' 'A/all-namespaces' 'no-headers' 'q/quiet' 'o/output=' 'version' 'h/help'
        case 'evaluate'
            __muster_parse_subcommand 0 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'server=' 'ca=' 'pin-sha256=' 'insecure-skip-tls-verify' 'connect-timeout=' 'patch' 'errors' 'service-account-admission' 'version' 'h/help'
        case 'read'
            __muster_parse_subcommand 0 'f/filename=+' 'R/recursive' 'version' 'h/help'
        case 'serve'
            __muster_parse_subcommand 0 'p/policies=+' 'R/recursive' 'kubernetes-version=' 'feature-gates=' 'bootstrap-rbac' 'allow-unknown-fields' 'listen=+' 'tls-cert=' 'tls-key=' 'insecure-h2c' 'anonymous-evaluate' 'workers=' 'drain-timeout=' 'log-level=' 'log-format=' 'version' 'h/help'
        case 'completion'
            __muster_parse_subcommand 1 'version' 'h/help'
        case 'version'
            __muster_parse_subcommand 0 'version' 'h/help'
        case 'help'
            __muster_parse_subcommand -r 1 'version'
        end
    end
end

function __muster_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __muster_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __muster_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __muster_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__muster_tokens -p)
    if test -z "$(__muster_tokens -t)"
        set -l index (count (__muster_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'muster' -f
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'check' -d 'Checks pods and workloads in files against a policy set.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'diff' -d 'Shows what changes for a fleet if its policies or grants change.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'lint' -d 'Looks for mistakes in PodSecurityPolicies and the RBAC that grants them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'explain' -d 'Shows what every policy says of a pod, who may use it through what, and who wins and why.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'get' -d 'Lists PodSecurityPolicies in files as kubectl get psp does.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'describe' -d 'Describes policies, roles and bindings in files as kubectl describe does.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'can-i' -d 'Tells whether a subject may use a policy, as kubectl auth can-i does.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'who-can' -d 'Lists the users, groups and service accounts that may use a policy, and through what.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'evaluate' -d 'Answers admission requests, one JSON object a line on standard input.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'read' -d 'Prints what kubectl reads from manifest files, one JSON object a line.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'serve' -d 'Serves verdicts over HTTP/2: POST /v1/evaluate, GET /livez, /readyz, /version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'completion' -d 'Prints the script with which a shell completes muster\'s arguments.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'version' -d 'Prints the version of Muster.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" server' -l 'server' -d 'Have a server evaluate, under its own policies.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" ca' -l 'ca' -d 'The CA certificates to trust, PEM.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" pin-sha256' -l 'pin-sha256' -d 'Trust the one certificate with this SHA-256, and no other.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" insecure-skip-tls-verify' -l 'insecure-skip-tls-verify' -d 'Trust any certificate.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" connect-timeout' -l 'connect-timeout' -d 'How long a connection may take to be made, TLS included. 10 without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check"' -s 'f' -l 'filename' -d 'The fleet: YAML, JSON or NDJSON files, folders, quoted patterns, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" as' -l 'as' -d 'Who posts pods that no controller owns.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check"' -l 'as-group' -d 'A group of --as, besides system:authenticated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" n namespace' -s 'n' -l 'namespace' -d 'The namespace of objects that do not say theirs.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" stored' -l 'stored' -d 'Pods come from a cluster: judge them as they are, their token volume included.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" manifest' -l 'manifest' -d 'Pods are manifests: judge them as the API server and the ServiceAccount plugin complete them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" no-service-account-admission' -l 'no-service-account-admission' -d 'Judge manifests as they stand, without the account and token volume that the ServiceAccount plugin adds.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check"' -s 'o' -l 'output' -d 'text|wide|json|yaml|ndjson|junit|sarif|github|policyreport|html; with =FILE into a file.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors and what -o asks for.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" exit-zero' -l 'exit-zero' -d 'Exit with 0 where it would be 1.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" strict' -l 'strict' -d 'Take a manifest with a field that its kind does not have for an error, as kubectl does.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -l 'from' -d 'The policies and RBAC of today: files, folders; may be repeated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -l 'to' -d 'Those that would be; may be repeated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -l 'delete' -d 'An object to take out: psp/NAME, clusterrolebinding/NAME, rolebinding/NAMESPACE/NAME; may be repeated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -l 'add' -d 'Objects to put in: a file or a folder; may be repeated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" server' -l 'server' -d 'Have a server evaluate, under its own policies.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" ca' -l 'ca' -d 'The CA certificates to trust, PEM.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" pin-sha256' -l 'pin-sha256' -d 'Trust the one certificate with this SHA-256, and no other.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" insecure-skip-tls-verify' -l 'insecure-skip-tls-verify' -d 'Trust any certificate.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" connect-timeout' -l 'connect-timeout' -d 'How long a connection may take to be made, TLS included. 10 without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -s 'f' -l 'filename' -d 'The fleet: YAML, JSON or NDJSON files, folders, quoted patterns, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" as' -l 'as' -d 'Who posts pods that no controller owns.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -l 'as-group' -d 'A group of --as, besides system:authenticated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" n namespace' -s 'n' -l 'namespace' -d 'The namespace of objects that do not say theirs.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" stored' -l 'stored' -d 'Pods come from a cluster: judge them as they are, their token volume included.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" manifest' -l 'manifest' -d 'Pods are manifests: judge them as the API server and the ServiceAccount plugin complete them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" no-service-account-admission' -l 'no-service-account-admission' -d 'Judge manifests as they stand, without the account and token volume that the ServiceAccount plugin adds.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff"' -s 'o' -l 'output' -d 'text|wide|json|yaml|ndjson|junit|sarif|github|policyreport|html; with =FILE into a file.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors and what -o asks for.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" exit-zero' -l 'exit-zero' -d 'Exit with 0 where it would be 1.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster diff" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint"' -s 'o' -l 'output' -d 'text|json|sarif|github; with =FILE into a file.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" q quiet' -l 'quiet' -s 'q' -d 'Say nothing but errors and what -o asks for.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" exit-zero' -l 'exit-zero' -d 'Exit with 0 where it would be 1.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" rules' -l 'rules' -d 'List the findings that there are, with their ids, and end.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster lint" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain"' -s 'f' -l 'filename' -d 'The pod: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" as' -l 'as' -d 'Who asks: a user, or system:serviceaccount:NAMESPACE:NAME.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain"' -l 'as-group' -d 'A group of --as; may be repeated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" n namespace' -s 'n' -l 'namespace' -d 'The namespace of objects that do not say theirs.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" update' -l 'update' -d 'Ask about an update of the pod as it stands: no policy may change it.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" stored' -l 'stored' -d 'Pods come from a cluster: judge them as they are, their token volume included.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" manifest' -l 'manifest' -d 'Pods are manifests: judge them as the API server and the ServiceAccount plugin complete them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" no-service-account-admission' -l 'no-service-account-admission' -d 'Judge manifests as they stand, without the account and token volume that the ServiceAccount plugin adds.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" o output' -l 'output' -s 'o' -d 'text, or json: an object a line.' -rfka 'text json'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" q quiet' -s 'q' -l 'quiet' -d 'Say nothing on standard error but errors.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster explain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster get" -ge 1' -fka 'psp podsecuritypolicies'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" l selector' -s 'l' -l 'selector' -d 'Only objects with these labels, as kubectl\'s -l takes them.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" o output' -s 'o' -l 'output' -d 'name, wide, json or yaml; a table without it.' -rfka 'wide name json yaml'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" no-headers' -l 'no-headers' -d 'Leave out the table\'s headers.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" show-labels' -l 'show-labels' -d 'Add a column with the labels.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" ignore-not-found' -l 'ignore-not-found' -d 'A policy that is not found is no error.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" q quiet' -s 'q' -l 'quiet' -d 'Say nothing on standard error but errors.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster get" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster describe" -ge 1' -fka 'psp role clusterrole rolebinding clusterrolebinding'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" l selector' -s 'l' -l 'selector' -d 'Only objects with these labels, as kubectl\'s -l takes them.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" n namespace' -s 'n' -l 'namespace' -d 'The namespace that is asked in; default without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" A all-namespaces' -s 'A' -l 'all-namespaces' -d 'Ask in all namespaces.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" q quiet' -s 'q' -l 'quiet' -d 'Say nothing on standard error but errors.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster describe" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster can-i" -ge 1' -fka 'use podsecuritypolicy/'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" n namespace' -s 'n' -l 'namespace' -d 'The namespace that is asked in; default without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" A all-namespaces' -s 'A' -l 'all-namespaces' -d 'Ask in all namespaces.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" as' -l 'as' -d 'Who asks: a user, or system:serviceaccount:NAMESPACE:NAME.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i"' -l 'as-group' -d 'A group of --as; may be repeated.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" list' -l 'list' -d 'List the policies that the subject may use, and through what.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" no-headers' -l 'no-headers' -d 'Leave out the list\'s headers.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" q quiet' -s 'q' -l 'quiet' -d 'Print nothing: the exit status answers.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" o output' -s 'o' -l 'output' -d 'text or json.' -rfka 'text json'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster can-i" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster who-can" -ge 1' -fka 'use podsecuritypolicy/'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" n namespace' -s 'n' -l 'namespace' -d 'For requests in this namespace only; all namespaces without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" A all-namespaces' -s 'A' -l 'all-namespaces' -d 'For requests in all namespaces: the default.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" no-headers' -l 'no-headers' -d 'Leave out the headers.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" q quiet' -s 'q' -l 'quiet' -d 'Say nothing on standard error but errors.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" o output' -s 'o' -l 'output' -d 'text or json.' -rfka 'text json'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster who-can" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" server' -l 'server' -d 'Have a server evaluate, under its own policies.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" ca' -l 'ca' -d 'The CA certificates to trust, PEM.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" pin-sha256' -l 'pin-sha256' -d 'Trust the one certificate with this SHA-256, and no other.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" insecure-skip-tls-verify' -l 'insecure-skip-tls-verify' -d 'Trust any certificate.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" connect-timeout' -l 'connect-timeout' -d 'How long a connection may take to be made, TLS included. 10 without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" patch' -l 'patch' -d 'Add the RFC 6902 patch of what the admitting policy fills in.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" errors' -l 'errors' -d 'Add the field errors of a refusal.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" service-account-admission' -l 'service-account-admission' -d 'Judge the pod as the ServiceAccount plugin leaves it: with an account and its token volume.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster evaluate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster read"' -s 'f' -l 'filename' -d 'A file or directory to read; `-` is the standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster read" R recursive' -s 'R' -l 'recursive' -d 'Read the directories below a directory too.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster read" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster read" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve"' -s 'p' -l 'policies' -d 'PodSecurityPolicies, RBAC and service accounts: YAML or JSON files, folders, or - for standard input.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" R recursive' -s 'R' -l 'recursive' -d 'Read folders with all that is below them.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" kubernetes-version' -l 'kubernetes-version' -d 'Whose wordings and behaviour: 1.13, 1.20 or 1.24, which is the default.' -rfka '1.13 1.20 1.24'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" feature-gates' -l 'feature-gates' -d 'Gates of PodSecurityPolicy that differ from the version\'s defaults, written as for the API server.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" bootstrap-rbac' -l 'bootstrap-rbac' -d 'Add the API server\'s own cluster-admin role and its binding to system:masters.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" allow-unknown-fields' -l 'allow-unknown-fields' -d 'Ignore what Muster does not know in policies and RBAC: fields, and kinds that are called nearly like theirs.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve"' -l 'listen' -d 'Where to listen; may be repeated. 127.0.0.1:8443 without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" tls-cert' -l 'tls-cert' -d 'The certificate chain, PEM.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" tls-key' -l 'tls-key' -d 'The certificate\'s key, PEM, readable by its owner only.' -rF
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" insecure-h2c' -l 'insecure-h2c' -d 'Serve in the clear, HTTP/2 by prior knowledge.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" anonymous-evaluate' -l 'anonymous-evaluate' -d 'Let anybody who reaches the address ask. Needed for addresses that other machines reach.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" workers' -l 'workers' -d 'Threads that evaluate; the processors without it.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" drain-timeout' -l 'drain-timeout' -d 'How long accepted batches may take to finish after SIGTERM, in seconds.' -rfka ''
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" log-level' -l 'log-level' -d 'trace, debug, info, notice, warning, error or critical.' -rfka 'trace debug info notice warning error critical'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" log-format' -l 'log-format' -d 'text or json, on standard error.' -rfka 'text json'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster serve" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_positional "muster completion" -eq 1' -fka 'bash zsh fish'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster completion" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster completion" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster version" version' -l 'version' -d 'Show the version.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster version" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'muster' -n '__muster_should_offer_completions_for_flags_or_options "muster help" version' -l 'version' -d 'Show the version.'
