import type { HelpPage } from '../../components/help.js';

export const IMPORT_HELP: HelpPage = {
  title: 'Import and export',
  topics: [
    {
      id: 'import',
      title: 'Importing rules of another server',
      body: (
        <>
          <p>
            Of Postfix: main.cf or what postconf -n prints, transport and access tables as text,
            lists of relay domains. Of IIS SMTP and Exchange 2003: the relay list, its octets or its
            entries. Of Exchange since 2007: Get-ReceiveConnector and Get-AcceptedDomain by
            ConvertTo-Json or Export-Csv. Several files of one server are read together.
          </p>
          <p>
            Each line says what becomes of it, or why it is left out. What would open the relay to
            everybody is never taken. What is understood is added to the draft; what stands there
            stays as it is.
          </p>
        </>
      ),
      exchange: (
        <>
          5.5 kept it in the registry: RelayFlags, RelayAllowList, RelayDenyList and
          RelayLocalIPList, which a .reg file or reg query brings here.
        </>
      ),
    },
  ],
};
