import { BrokerEntry, BrokerList, BrokerStatus, Credentials, DeviceSignIn } from './broker-entry';
import { SessionEvent } from './event';
import { DATA_KINDS, AbstractDataResource } from './data';
import { EXECUTABLE_KINDS, AbstractExecutable } from './executable';
import { Deleted } from './deleted';
import { KernelFacts } from './kernel-facts';
import { OfferSetResponse } from './offer-set';
import { Provenance } from './provenance';
import { ExecutionRequest } from './request';
import { RunList } from './run-evidence';
import { ExecutionSession, SessionList } from './session';
import { BringNews, FileLooks, SessionFileList } from './session-files';
import { SessionFrontend } from './session-frontend';
import { AbstractUpdate, Update } from './update';

/** Every document that crosses a wire, by name. */
export const SCHEMAS = {
  AbstractDataResource,
  AbstractExecutable,
  AbstractUpdate,
  BringNews,
  BrokerEntry,
  BrokerList,
  BrokerStatus,
  Credentials,
  Deleted,
  DeviceSignIn,
  ExecutionRequest,
  ExecutionSession,
  FileLooks,
  KernelFacts,
  OfferSetResponse,
  Provenance,
  RunList,
  SessionEvent,
  SessionFileList,
  SessionFrontend,
  SessionList,
  Update
};

/** What each of those documents is. */
export interface Documents {
  AbstractDataResource: AbstractDataResource;
  AbstractExecutable: AbstractExecutable;
  AbstractUpdate: AbstractUpdate;
  BringNews: BringNews;
  BrokerEntry: BrokerEntry;
  BrokerList: BrokerList;
  BrokerStatus: BrokerStatus;
  Credentials: Credentials;
  Deleted: Deleted;
  DeviceSignIn: DeviceSignIn;
  ExecutionRequest: ExecutionRequest;
  ExecutionSession: ExecutionSession;
  FileLooks: FileLooks;
  KernelFacts: KernelFacts;
  OfferSetResponse: OfferSetResponse;
  Provenance: Provenance;
  RunList: RunList;
  SessionEvent: SessionEvent;
  SessionFileList: SessionFileList;
  SessionFrontend: SessionFrontend;
  SessionList: SessionList;
  Update: Update;
}

export { DATA_KINDS, EXECUTABLE_KINDS };
